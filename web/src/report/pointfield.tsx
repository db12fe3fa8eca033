import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { words } from "../text";
import type { readCoordinates } from "./coordinates";
import type { Place } from "./position";
import { FixShown } from "./told";

type Picker = FunctionComponent<{
  place: Place | null;
  phone: Place | null;
  pick: (place: Place) => void;
}>;

/** A point: under the cross of a map, or as coordinates; neither waits for the other. */
export function PointField({
  point,
  phone,
  change,
}: {
  point: Place | null;
  phone: Place | null;
  change: (point: Place | null) => void;
}) {
  const { report } = words().text;
  const picker = usePicker();
  return (
    <>
      {picker === "failed" && <p class="note warn small">{report.mapFailed}</p>}
      {picker === "loading" && (
        <p class="quiet small" role="status">
          {words().text.map.drawing}
        </p>
      )}
      {typeof picker === "object" && <picker.Shown place={point} phone={phone} pick={change} />}
      {point ? <FixShown fix={point} /> : <p class="small">{report.mapHint}</p>}
      <Coordinates change={change} />
    </>
  );
}

/** The map comes when it is asked for: the form never waits for it. */
function usePicker(): { Shown: Picker } | "loading" | "failed" {
  const [picker, setPicker] = useState<{ Shown: Picker } | "loading" | "failed">("loading");
  useEffect(() => {
    let current = true;
    import("../map/picker").then(
      (module) => current && setPicker({ Shown: module.default }),
      () => current && setPicker("failed"),
    );
    return () => {
      current = false;
    };
  }, []);
  return picker;
}

function Coordinates({ change }: { change: (point: Place | null) => void }) {
  const { report } = words().text;
  const [text, setText] = useState("");
  const [reader, setReader] = useState<{ read: typeof readCoordinates } | null>(null);
  const [wrong, setWrong] = useState(false);
  useEffect(() => {
    import("./coordinates").then(
      (module) => setReader({ read: module.readCoordinates }),
      () => undefined,
    );
  }, []);
  const typed = (now: string) => {
    setText(now);
    const place = reader?.read(now) ?? null;
    setWrong(false);
    if (place) change(place);
  };
  return (
    <label class="field">
      {report.coordinates}
      <input
        type="text"
        autocomplete="off"
        maxLength={60}
        disabled={!reader}
        value={text}
        aria-invalid={wrong}
        onInput={(event) => typed(event.currentTarget.value)}
        onBlur={() => setWrong(text.trim() !== "" && !reader?.read(text))}
      />
      {wrong && <span class="note bad small">{report.coordinatesWrong}</span>}
    </label>
  );
}
