import type {
  By,
  EquipmentKind,
  EquipmentState,
  Harm,
  Outcome,
  Supplier,
  SupplyBasis,
} from "../api/types";
import { words } from "../text";
import { Choice, Stepper } from "./fields";
import { type Form, type Item, LONGEST_TEXT, type Told } from "./form";

const HARMS: readonly Harm[] = ["injured", "dead", "missing"];

/** All that may be told and need not be. */
export function Details({ form, change }: { form: Form; change: (part: Partial<Form>) => void }) {
  const { text, labels } = words();
  const { report } = text;
  return (
    <section aria-labelledby="details">
      <h2 id="details">{report.details}</h2>
      <Choice<By>
        label={report.who}
        value={form.by}
        codes={codesOf(labels.by)}
        labels={labels.by}
        choose={(by) => change({ by: by ?? "unknown" })}
      />
      <Stepper
        label={report.persons}
        value={form.persons}
        change={(persons) => change({ persons })}
      />
      <Stepper
        label={report.attempts}
        value={form.attempts}
        change={(attempts) => change({ attempts })}
      />
      <Equipment items={form.equipment} change={(equipment) => change({ equipment })} />
      <Choice<Supplier>
        label={report.supply}
        value={form.supplier}
        codes={codesOf(labels.supplier).filter((code) => code !== "not_stated")}
        labels={labels.supplier}
        none={report.notSaid}
        choose={(supplier) =>
          change({ supplier, basis: supplier ? (form.basis ?? "seen_directly") : null })
        }
      />
      {form.supplier && (
        <Choice<SupplyBasis>
          label={report.basis}
          value={form.basis}
          codes={codesOf(labels.supply_basis)}
          labels={labels.supply_basis}
          choose={(basis) => change({ basis })}
        />
      )}
      <fieldset class="group">
        <legend>{report.harmed}</legend>
        {HARMS.map((harm) => (
          <Stepper
            key={harm}
            label={labels.harm[harm]}
            value={form.harmed[harm] ?? null}
            change={(told) => change({ harmed: harmedWith(form, harm, told) })}
          />
        ))}
      </fieldset>
      <Choice<Outcome>
        label={report.outcome}
        value={form.outcome}
        codes={codesOf(labels.outcome)}
        labels={labels.outcome}
        choose={(outcome) => change({ outcome: outcome ?? "unknown" })}
      />
      <label class="field">
        {report.text}
        <span class="quiet small"> {report.textHint}</span>
        <textarea
          rows={4}
          maxLength={LONGEST_TEXT}
          value={form.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
      </label>
    </section>
  );
}

function Equipment({ items, change }: { items: Item[]; change: (items: Item[]) => void }) {
  const { text, labels } = words();
  const { report } = text;
  const replace = (place: number, part: Partial<Item>) =>
    change(items.map((item, number) => (number === place ? { ...item, ...part } : item)));
  return (
    <fieldset class="group">
      <legend>{report.equipment}</legend>
      {items.map((item, place) => (
        // An item has nothing of its own to be known by but its place.
        <div class="item" key={place}>
          <Choice<EquipmentKind>
            label={report.kind}
            value={item.kind}
            codes={codesOf(labels.equipment)}
            labels={labels.equipment}
            choose={(kind) => kind && replace(place, { kind })}
          />
          <Choice<EquipmentState>
            label={report.state}
            value={item.state}
            codes={codesOf(labels.equipment_state)}
            labels={labels.equipment_state}
            choose={(state) => state && replace(place, { state })}
          />
          <Stepper
            label={report.count}
            value={item.count}
            change={(count) => replace(place, { count })}
          />
          <button
            type="button"
            class="plain"
            onClick={() => change(items.filter((_, number) => number !== place))}
          >
            {report.remove}: {labels.equipment[item.kind]}
          </button>
        </div>
      ))}
      <button
        type="button"
        onClick={() => change([...items, { kind: "ladder", count: null, state: "carried" }])}
      >
        {report.addItem}
      </button>
    </fieldset>
  );
}

function harmedWith(form: Form, harm: Harm, told: Told | null): Form["harmed"] {
  const { [harm]: _, ...others } = form.harmed;
  return told ? { ...others, [harm]: told } : others;
}

function codesOf<Code extends string>(labels: Readonly<Record<Code, string>>): Code[] {
  return Object.keys(labels) as Code[];
}
