import { words } from "../text";
import { fill } from "../text/fill";
import type { Change } from "./releases";
import { codeName, sayNumber } from "./saying";
import { Table } from "./tables";

// As many as a reader looks at; the files hold every one.
const SHOWN = 40;
const DIMENSIONS = [
  "sector",
  "type",
  "by",
  "equipment",
  "held_by",
  "supplier",
  "supply_basis",
  "geometry_basis",
];

/** Each number that differs from the other vintage, with the reasons that are public. */
export function Changes({ changes, against }: { changes: readonly Change[]; against: number }) {
  const { week } = words().text;
  if (changes.length === 0) return <p>{fill(week.noDiffers, { vintage: against })}</p>;
  const heads = [week.where, week.series, week.what, week.earlier, week.now, week.why];
  const note = fill(week.differs, { vintage: against, n: sayNumber(changes.length) });
  return (
    <>
      <Table name="changes" caption={week.changesTitle} heads={heads} said note={note}>
        {changes.slice(0, SHOWN).map((change) => (
          <tr key={JSON.stringify(change)}>
            <th scope="row">{where(change)}</th>
            <td>{named({ reported: week.reported, headline: week.headline }, change.series)}</td>
            <td>{named(week.measures, change.measure)}</td>
            <td class="number">{value(change.before)}</td>
            <td class="number">{value(change.after)}</td>
            <td>{change.classes?.map((each) => named(week.classes, each)).join(", ") || "–"}</td>
          </tr>
        ))}
      </Table>
      {changes.length > SHOWN && (
        <p class="quiet">{fill(week.more, { n: sayNumber(changes.length - SHOWN) })}</p>
      )}
    </>
  );
}

/** The table, and every dimension that is no total. */
function where(change: Change): string {
  const { tables } = words().text.week;
  const said = DIMENSIONS.map((name) =>
    typeof change[name] === "string" ? codeName(name, change[name]) : "",
  );
  return [named(tables, change.table), ...said].filter(Boolean).join(", ");
}

function named(names: Readonly<Record<string, string>>, code: string): string {
  return names[code] ?? code;
}

function value(number: number | null): string {
  return number === null ? "–" : sayNumber(number);
}
