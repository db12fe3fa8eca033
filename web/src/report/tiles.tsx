import { useState } from "preact/hooks";
import type { IncidentType } from "../api/types";
import { words } from "../text";

// What is seen most from the forest comes first; the rest stands one tap away.
const FIRST: readonly IncidentType[] = [
  "crossing_attempt",
  "river_crossing",
  "person_in_distress",
  "pushback",
  "violence_against_person",
  "equipment_found",
  "equipment_supplied",
  "barrier_damaged",
];
const LATER: readonly IncidentType[] = [
  "death",
  "missing_person",
  "encampment",
  "detention",
  "tunnel",
  "crossing_assisted",
  "transport_to_line",
  "objects_thrown",
  "dazzling",
  "shots_fired",
  "arson",
  "aerial_object",
  "other",
];

/** The kinds of incident as tiles: one tap chooses. */
export function Tiles({
  chosen,
  choose,
}: {
  chosen: IncidentType | null;
  choose: (type: IncidentType) => void;
}) {
  const { text, labels } = words();
  const [all, setAll] = useState(false);
  const open = all || (chosen !== null && LATER.includes(chosen));
  return (
    <fieldset class="tiles">
      <legend>{text.report.what}</legend>
      <div class="grid">
        {[...FIRST, ...(open ? LATER : [])].map((type) => (
          <label key={type} class="tile">
            <input
              type="radio"
              name="type"
              value={type}
              checked={chosen === type}
              onChange={() => choose(type)}
            />
            <span>{labels.type[type]}</span>
          </label>
        ))}
      </div>
      <button type="button" class="plain" aria-expanded={open} onClick={() => setAll(!open)}>
        {open ? text.report.fewer : text.report.more}
      </button>
    </fieldset>
  );
}
