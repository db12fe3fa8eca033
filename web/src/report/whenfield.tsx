import { words } from "../text";
import { fill } from "../text/fill";
import { Choice, Ways } from "./fields";
import type { Form } from "./form";
import { localMinute, PARTS, partOf, shown, today, type When } from "./times";

/** When it happened: now, at a time, in a part of a day, or on a day. */
export function WhenField({
  form: { when, begunAt },
  change: changeForm,
}: {
  form: Form;
  change: (part: Partial<Form>) => void;
}) {
  const { text, language } = words();
  const { report } = text;
  const change = (when: When) => changeForm({ when });
  const choose = (kind: When["kind"]) => change(begun(kind, new Date()));
  return (
    <Ways
      legend={report.when}
      name="when"
      value={when.kind}
      ways={[
        ["now", report.now],
        ["at", report.atTime],
        ["part", report.part],
        ["day", report.day],
      ]}
      choose={choose}
    >
      {when.kind === "now" && begunAt !== null && (
        <p class="small quiet">{fill(report.begun, { when: shown(begunAt, language) })}</p>
      )}
      {when.kind === "at" && (
        <label class="field">
          {report.time}
          <input
            type="datetime-local"
            value={when.at}
            max={localMinute(new Date())}
            onInput={(event) => change({ kind: "at", at: event.currentTarget.value })}
          />
        </label>
      )}
      {(when.kind === "part" || when.kind === "day") && (
        <label class="field">
          {report.date}
          <input
            type="date"
            value={when.day}
            max={today(new Date())}
            onInput={(event) => change({ ...when, day: event.currentTarget.value })}
          />
        </label>
      )}
      {when.kind === "part" && (
        <Choice
          label={report.part}
          value={when.part}
          codes={PARTS}
          labels={report}
          choose={(part) => part && change({ ...when, part })}
        />
      )}
    </Ways>
  );
}

function begun(kind: When["kind"], now: Date): When {
  switch (kind) {
    case "now":
      return { kind };
    case "at":
      return { kind, at: localMinute(now) };
    case "part":
      return { kind, day: today(now), part: partOf(now) };
    case "day":
      return { kind, day: today(now) };
  }
}
