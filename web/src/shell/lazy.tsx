import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { words } from "../text";
import { Main } from "./main";

type Module = { default: ComponentType };

/** A screen of its own chunk. While it loads, and where it cannot, the page says so. */
export function later(load: () => Promise<Module>): ComponentType {
  let loaded: ComponentType | null = null;
  return function Later() {
    const [state, setState] = useState<"loading" | "ready" | "failed">(
      loaded ? "ready" : "loading",
    );
    useEffect(() => {
      if (state !== "loading") return;
      load().then(
        (module) => {
          loaded = module.default;
          setState("ready");
        },
        () => setState("failed"),
      );
    }, [state]);
    if (state === "ready" && loaded) {
      const Loaded = loaded;
      return <Loaded />;
    }
    return <Waiting failed={state === "failed"} again={() => setState("loading")} />;
  };
}

function Waiting({ failed, again }: { failed: boolean; again: () => void }) {
  const { shell } = words().text;
  return (
    <Main>
      {failed ? (
        <div class="note warn" role="alert">
          <p>{shell.notLoaded}</p>
          <button type="button" onClick={again}>
            {shell.tryAgain}
          </button>
        </div>
      ) : (
        <p role="status">{shell.loading}</p>
      )}
    </Main>
  );
}
