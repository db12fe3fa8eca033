import { useEffect, useRef, useState } from "preact/hooks";

const HOLD_MS = 2_000;

/** A button that acts only when it is held for two seconds, by finger, mouse or key. */
export function Hold({ label, holding, act }: { label: string; holding: string; act: () => void }) {
  const [held, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const end = () => {
    clearTimeout(timer.current);
    setHeld(false);
  };
  const begin = () => {
    end();
    setHeld(true);
    timer.current = setTimeout(act, HOLD_MS);
  };
  useEffect(() => end, []);
  const isKey = (event: KeyboardEvent) => event.key === " " || event.key === "Enter";
  return (
    <button
      type="button"
      class={held ? "danger hold held" : "danger hold"}
      onPointerDown={begin}
      onPointerUp={end}
      onPointerLeave={end}
      onPointerCancel={end}
      onKeyDown={(event) => isKey(event) && !event.repeat && begin()}
      onKeyUp={end}
      onBlur={end}
      onContextMenu={(event) => event.preventDefault()}
    >
      {held ? holding : label}
    </button>
  );
}
