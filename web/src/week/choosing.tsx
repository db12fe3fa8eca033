import { addressOf, go } from "../shell/router";
import { words } from "../text";
import type { Entry } from "./releases";
import { sayInstant } from "./saying";
import { VIEWS, type WeekState, writeQuery } from "./state";

export function addressOfWeek(state: WeekState): string {
  return addressOf("week", state.week, writeQuery(state));
}

/** One week back and forth, or to any. */
export function Stepper({
  entries,
  entry,
  state,
}: {
  entries: readonly Entry[];
  entry: Entry | undefined;
  state: WeekState;
}) {
  const { week } = words().text;
  const weeks = [...new Set(entries.map((each) => each.week))].sort();
  const current = entry?.week ?? state.week;
  const to = (chosen: string) =>
    addressOfWeek({ ...state, week: chosen, vintage: null, against: null });
  return (
    <div class="row stepper">
      <Step to={weeks.findLast((each) => each < current)} sign="←" says={week.previous} link={to} />
      <label>
        <span class="hush">{week.choose}</span>
        <select value={current} onChange={(event) => go(to(event.currentTarget.value))}>
          {!weeks.includes(current) && <option value={current}>{current}</option>}
          {weeks.toReversed().map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <Step to={weeks.find((each) => each > current)} sign="→" says={week.following} link={to} />
    </div>
  );
}

function Step({
  to,
  sign,
  says,
  link,
}: {
  to: string | undefined;
  sign: string;
  says: string;
  link: (week: string) => string;
}) {
  return (
    <button type="button" aria-label={says} disabled={!to} onClick={() => to && go(link(to))}>
      {sign}
    </button>
  );
}

/** Which vintage of the week, and beside which of them. */
export function Vintages({
  entries,
  entry,
  against,
  state,
}: {
  entries: readonly Entry[];
  entry: Entry;
  against: number | undefined;
  state: WeekState;
}) {
  const { week } = words().text;
  const own = entries.filter((each) => each.week === entry.week);
  if (own.length < 2) return null;
  const others = own.filter((each) => each !== entry);
  const choose = (chosen: Partial<WeekState>) =>
    go(addressOfWeek({ ...state, week: entry.week, ...chosen }));
  return (
    <div class="row vintages">
      <div>
        <label for="vintage">{week.vintageLabel}</label>
        <select
          id="vintage"
          value={String(entry.vintage)}
          onChange={(event) => {
            choose({ vintage: Number(event.currentTarget.value), against: null });
          }}
        >
          {own.map((each) => (
            <option key={each.vintage} value={String(each.vintage)}>
              {each.vintage} · {sayInstant(each.released_at)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="against">{week.against}</label>
        <select
          id="against"
          value={String(against ?? 0)}
          onChange={(event) => choose({ against: Number(event.currentTarget.value) })}
        >
          <option value="0">{week.nothing}</option>
          {others.map((each) => (
            <option key={each.vintage} value={String(each.vintage)}>
              {week.vintageLabel} {each.vintage}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

/** The same figures in another shape: links, because each has an address. */
export function Views({ state }: { state: WeekState }) {
  const { week } = words().text;
  return (
    <nav class="views" aria-label={week.views}>
      {VIEWS.map((view) => (
        <a
          key={view}
          class="button"
          href={addressOfWeek({ ...state, view })}
          aria-current={state.view === view ? "page" : undefined}
        >
          {week[view]}
        </a>
      ))}
    </nav>
  );
}

/** What to say of a week that has a newer vintage than the one that is shown. */
export function Newer({ entries, entry }: { entries: readonly Entry[]; entry: Entry }) {
  const { week } = words().text;
  const newest = entries.find((each) => each.week === entry.week);
  if (!newest || newest.vintage === entry.vintage) return null;
  const state = { week: entry.week, vintage: null, against: null, view: VIEWS[0] };
  return (
    <p class="note warn">
      {week.newer} <a href={addressOfWeek(state)}>{week.seeNewest}</a>
    </p>
  );
}
