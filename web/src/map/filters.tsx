import { useComputed } from "@preact/signals";
import { addressOf } from "../shell/router";
import { words } from "../text";
import { collator } from "../text/locale";
import { around } from "./around";
import { countBy } from "./filter";
import { staffKey } from "./key";
import type { Entry } from "./records";
import type { MapState } from "./state";
import { change, clearFilters, entries, isNarrowed, state } from "./store";
import { labelOf, sectorLabel } from "./words";

type Chosen = "types" | "equipment" | "sectors";

/** What is shown; each choice stands in the address at once. */
export function Filters() {
  const wording = words();
  const { text, labels, language } = wording;
  const on = around.value?.on;
  const north = on?.sectors.sectors.map((sector) => sector.code) ?? [];
  const chosen = isNarrowed(state.value);
  return (
    <details class="filters" open={startsOpen}>
      <summary>
        <h2>{text.map.filters}</h2>
        {chosen && <span class="badge">•</span>}
      </summary>
      <Choice
        legend={text.map.series}
        name="series"
        value={state.value.series}
        options={[
          ["reported", text.map.allReported],
          ["headline", text.map.onlyVerified],
        ]}
        set={(series) => change({ series })}
      />
      <Chooser
        name="types"
        legend={text.map.type}
        codesOf={(entry) => [entry.type]}
        labelOf={(code) => labelOf(labels.type, code)}
      />
      <Chooser
        name="equipment"
        legend={text.map.equipment}
        codesOf={(entry) => entry.equipment}
        labelOf={(code) => labelOf(labels.equipment, code)}
      />
      <Chooser
        name="sectors"
        legend={text.map.sector}
        codesOf={(entry) => entry.sectors}
        labelOf={(code) => sectorLabel(on, code, language)}
        order={north}
      />
      <button type="button" disabled={!chosen} onClick={clearFilters}>
        {text.map.clear}
      </button>
    </details>
  );
}

// On a phone the map comes first.
const startsOpen = matchMedia("(min-width: 56rem)").matches;

/** Public or exact records: a question only for who has a key, or follows such a link. */
export function Records() {
  const { text } = words();
  if (!staffKey.value && state.value.records === "public") return null;
  return (
    <Choice
      legend={text.map.records}
      name="records"
      value={state.value.records}
      options={[
        ["public", text.map.public],
        ["full", text.map.full],
      ]}
      set={(records) => change({ records, place: null })}
    />
  );
}

export function NeedsKey() {
  const { text } = words();
  if (state.value.records !== "full" || staffKey.value) return null;
  return (
    <p class="note warn">
      {text.map.needsKey} <a href={addressOf("settings")}>{text.shell.settings}</a>
    </p>
  );
}

function Choice<Value extends string>({
  legend,
  name,
  value,
  options,
  set,
}: {
  legend: string;
  name: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  set: (value: Value) => void;
}) {
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      <div class="choice-options">
        {options.map(([each, label]) => (
          <label key={each}>
            <input type="radio" name={name} checked={each === value} onChange={() => set(each)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Codes to choose from: those that occur, and those that are chosen. */
function Chooser({
  name,
  legend,
  codesOf,
  labelOf: label,
  order,
}: {
  name: Chosen;
  legend: string;
  codesOf: (entry: Entry) => readonly string[];
  labelOf: (code: string) => string;
  order?: readonly string[];
}) {
  const { text, language } = words();
  const chosen = state.value[name];
  const counts = useComputed(() => countBy(entries.value, codesOf));
  const codes = [...new Set([...counts.value.keys(), ...chosen])];
  const rank = (code: string) => order?.indexOf(code) ?? 0;
  const { compare } = collator(language);
  codes.sort((one, other) => rank(one) - rank(other) || compare(label(one), label(other)));
  const toggle = (code: string, on: boolean) => {
    const rest = chosen.filter((each) => each !== code);
    change({ [name]: on ? [...rest, code] : rest } as Partial<MapState>);
  };
  return (
    <details class="chooser">
      <summary>
        {legend}: <strong>{chosen.length ? chosen.map(label).join(", ") : text.map.all}</strong>
      </summary>
      <fieldset>
        <legend class="hush">{legend}</legend>
        {codes.map((code) => (
          <label class="check" key={code}>
            <input
              type="checkbox"
              name={name}
              value={code}
              checked={chosen.includes(code)}
              onChange={(event) => toggle(code, event.currentTarget.checked)}
            />
            <span>{label(code)}</span>
            <span class="quiet">{counts.value.get(code) ?? 0}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
