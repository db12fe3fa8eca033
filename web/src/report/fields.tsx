/** The small parts that the form is made of. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { words } from "../text";
import type { Told } from "./form";

export function Choice<Code extends string>({
  label,
  value,
  codes,
  labels,
  none,
  choose,
}: {
  label: string;
  value: Code | null;
  codes: readonly Code[];
  labels: Readonly<Record<Code, string>>;
  none?: string;
  choose: (code: Code | null) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value ?? ""}
        onChange={(event) => choose((event.currentTarget.value || null) as Code | null)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {codes.map((code) => (
          <option key={code} value={code}>
            {labels[code]}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Ways to say the same thing, of which one is chosen. */
export function Ways<Code extends string>({
  legend,
  name,
  value,
  ways,
  choose,
  children,
}: {
  legend: string;
  name: string;
  value: Code;
  ways: readonly (readonly [Code, string])[];
  choose: (code: Code) => void;
  children?: ComponentChildren;
}) {
  return (
    <fieldset class="ways">
      <legend>{legend}</legend>
      <div class="row">
        {ways.map(([code, label]) => (
          <label key={code} class="way">
            <input
              type="radio"
              name={name}
              value={code}
              checked={value === code}
              onChange={() => choose(code)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {children}
    </fieldset>
  );
}

const QUALIFIERS = ["exact", "at_least", "about"] as const;

/** A number with how well it is known; null while nothing is said. */
export function Stepper({
  label,
  value,
  change,
}: {
  label: string;
  value: Told | null;
  change: (value: Told | null) => void;
}) {
  const { report } = words().text;
  const id = useId();
  const set = (low: number) => {
    if (Number.isNaN(low) || low < 0) change(null);
    else change({ low: Math.min(low, 100_000), qualifier: value?.qualifier ?? "exact" });
  };
  const names = { exact: report.exact, at_least: report.atLeast, about: report.about };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="stepper">
        <button
          type="button"
          aria-label={`${report.lessOne}: ${label}`}
          disabled={value === null}
          onClick={() => set(value && value.low > 0 ? value.low - 1 : Number.NaN)}
        >
          −
        </button>
        <input
          id={id}
          type="number"
          inputMode="numeric"
          min={0}
          value={value?.low ?? ""}
          onInput={(event) => set(event.currentTarget.valueAsNumber)}
        />
        <button
          type="button"
          aria-label={`${report.moreOne}: ${label}`}
          onClick={() => set((value?.low ?? 0) + 1)}
        >
          +
        </button>
        <select
          aria-label={`${label}: ${report.exact}, ${report.atLeast}, ${report.about}`}
          disabled={value === null}
          value={value?.qualifier ?? "exact"}
          onChange={(event) => {
            const qualifier = event.currentTarget.value as Told["qualifier"];
            if (value) change({ low: value.low, qualifier });
          }}
        >
          {QUALIFIERS.map((each) => (
            <option key={each} value={each}>
              {names[each]}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
