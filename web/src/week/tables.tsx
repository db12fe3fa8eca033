import type { ComponentChildren } from "preact";
import { words } from "../text";
import { Amount, saySpanOf } from "./cells";
import { type Differences, type Figures, TOTAL } from "./figures";
import { BESIDE, codeName, SECTORS, sectorName } from "./saying";

interface Given {
  readonly figures: Figures;
  readonly differences: Differences;
}

/** Every sector from north to south, what lies in none, and the whole border last. */
export function SectorTable({ figures, differences }: Given) {
  const { week } = words().text;
  const beside = BESIDE.filter((code) => figures.incidents("reported", code) !== null);
  const heads = [week.sector, week.reported, week.headline, week.before, week.mean, week.attempts];
  return (
    <>
      <Table name="by-sector" caption={week.sectorsCaption} heads={heads}>
        {[...SECTORS, ...beside, TOTAL].map((code) => (
          <tr key={code} class={code === TOTAL ? "total" : undefined}>
            <th scope="row">{sectorName(code)}</th>
            <td>
              <Amount
                figure={figures.incidents("reported", code)}
                change={differences.of("reported", "incidents", code)}
              />
            </td>
            <td>
              <Amount
                figure={figures.verified(code)}
                change={differences.of("headline", "incidents", code)}
              />
            </td>
            <td>
              <Amount figure={figures.before(code)} />
            </td>
            <td>
              <Amount figure={figures.mean(code)} />
            </td>
            <td>{saySpanOf(figures.attempts(code))}</td>
          </tr>
        ))}
      </Table>
      <p class="quiet small">{week.sectorsNote}</p>
    </>
  );
}

export function TypeTable({ figures, differences }: Given) {
  const { week } = words().text;
  const types = figures.types();
  if (types.length === 0) return <p class="quiet">{week.typesEmpty}</p>;
  const heads = [week.type, week.reported, week.headline, week.before, week.mean];
  return (
    <Table name="by-type" caption={week.typesCaption} heads={heads}>
      {types.map((type) => (
        <tr key={type}>
          <th scope="row">{codeName("type", type)}</th>
          <td>
            <Amount
              figure={figures.incidents("reported", TOTAL, type)}
              change={differences.of("reported", "incidents", TOTAL, type)}
            />
          </td>
          <td>
            <Amount
              figure={figures.verified(TOTAL, type)}
              change={differences.of("headline", "incidents", TOTAL, type)}
            />
          </td>
          <td>
            <Amount figure={figures.before(TOTAL, type)} />
          </td>
          <td>
            <Amount figure={figures.mean(TOTAL, type)} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function CurveTable({ figures }: { figures: Figures }) {
  const { week } = words().text;
  return (
    <Table
      name="by-week"
      caption={week.curveCaption}
      heads={[week.choose, week.reported, week.headline]}
    >
      {figures.weeks().map((each) => (
        <tr key={each.week}>
          <th scope="row">{each.week}</th>
          <td>
            <Amount figure={each.reported} />
          </td>
          <td>
            <Amount figure={each.headline} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** A table that scrolls by itself where the screen is narrow. */
export function Table({
  name,
  caption,
  heads,
  said,
  note,
  children,
}: {
  name: string;
  caption: string;
  heads: readonly string[];
  /** Whether it holds words more than numbers. */
  said?: boolean;
  note?: string;
  children: ComponentChildren;
}) {
  return (
    <>
      <h2 id={name}>{caption}</h2>
      {note && <p>{note}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section class="wide-table" tabIndex={0} aria-labelledby={name}>
        <table class={said ? "figures said" : "figures"} aria-labelledby={name}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </section>
    </>
  );
}
