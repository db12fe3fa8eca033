import { useMemo } from "preact/hooks";
import { Main } from "../shell/main";
import { route } from "../shell/router";
import { words } from "../text";
import { fill } from "../text/fill";
import { Amount, saySpanOf } from "./cells";
import { Changes } from "./changes";
import { Chart } from "./chart";
import { Newer, Stepper, Views, Vintages } from "./choosing";
import { Differences, Figures } from "./figures";
import { Files } from "./files";
import { type Shown, useWeek } from "./loading";
import { Missing } from "./missing";
import type { Entry, Release } from "./releases";
import { sayDay, sayDays, sayInstant } from "./saying";
import { readState, type WeekState } from "./state";
import { CurveTable, SectorTable, TypeTable } from "./tables";
import "./week.css";

/** The released bulletin: one week, one vintage, the same figures as map, chart and table. */
export default function WeekScreen() {
  const { text } = words();
  const state = readState(route.value.detail, route.value.query);
  const { loaded, busy, again } = useWeek(state);
  const week = loaded.is === "ready" ? (loaded.shown.entry?.week ?? state.week) : state.week;
  return (
    <Main title={`${text.shell.week} ${week}`} wide>
      <h1>
        {text.shell.week} {week}
      </h1>
      {loaded.is === "loading" && (
        <p class="week-loading" role="status">
          {text.shell.loading}
        </p>
      )}
      {loaded.is === "failed" && (
        <div class="note warn" role="alert">
          <p>{loaded.offline ? text.week.offline : text.week.failed}</p>
          <button type="button" onClick={again}>
            {text.shell.tryAgain}
          </button>
        </div>
      )}
      {loaded.is === "ready" && <Ready shown={loaded.shown} state={state} busy={busy} />}
    </Main>
  );
}

function Ready({ shown, state, busy }: { shown: Shown; state: WeekState; busy: boolean }) {
  const { week } = words().text;
  const { entries, entry, release } = shown;
  return (
    <div class="week-body" aria-busy={busy}>
      {shown.isOld && <p class="note warn">{week.old}</p>}
      {entries.length > 0 && <Stepper entries={entries} entry={entry} state={state} />}
      {entry && release ? (
        <Vintage shown={shown} entry={entry} release={release} state={state} />
      ) : (
        <Missing week={state.week} isFirst={entries.length === 0} />
      )}
    </div>
  );
}

function Vintage({
  shown,
  entry,
  release,
  state,
}: {
  shown: Shown;
  entry: Entry;
  release: Release;
  state: WeekState;
}) {
  const { week } = words().text;
  const figures = useMemo(() => new Figures(release), [release]);
  const differences = useMemo(() => new Differences(shown.changes), [shown.changes]);
  const given = { figures, differences };
  return (
    <>
      <p class="dates">{sayDays(release.from, release.to)}</p>
      <Status release={release} />
      <Vintages entries={shown.entries} entry={entry} against={shown.against} state={state} />
      <Newer entries={shown.entries} entry={entry} />
      <Headline {...given} />
      <Views state={state} />
      <div class={state.view === "table" ? undefined : "beside"}>
        {state.view === "table" ? (
          <SectorTable {...given} />
        ) : (
          <Chart entry={entry} name={state.view === "map" ? "map" : "strip"} />
        )}
        <div>
          <TypeTable {...given} />
        </div>
      </div>
      <h2>{week.curveTitle}</h2>
      <Chart entry={entry} name="curve" />
      <details>
        <summary>{week.curveTable}</summary>
        <CurveTable figures={figures} />
      </details>
      {shown.against !== undefined && <Changes changes={shown.changes} against={shown.against} />}
      <Files entry={entry} release={release} />
    </>
  );
}

function Status({ release }: { release: Release }) {
  const { week } = words().text;
  const status = named(week.status, release.status);
  const { next } = release;
  return (
    <p class="quiet">
      {week.vintageLabel} {release.vintage}, {sayInstant(release.released_at)}
      {status && (
        <>
          {" · "}
          <strong>{status}</strong>. {named(week.statusMeans, release.status)}
        </>
      )}
      {next && (
        <>
          {" "}
          {fill(week.next, {
            schedule: named(week.schedule, next.schedule) ?? next.schedule,
            date: sayDay(next.on),
          })}
        </>
      )}
    </p>
  );
}

function Headline({ figures, differences }: { figures: Figures; differences: Differences }) {
  const { week } = words().text;
  return (
    <dl class="numbers">
      <div>
        <dt>{week.reported}</dt>
        <dd class="big">
          <Amount
            figure={figures.incidents("reported")}
            change={differences.of("reported", "incidents")}
          />
        </dd>
        <dd class="quiet small">{week.reportedNote}</dd>
      </div>
      <div>
        <dt>{week.headline}</dt>
        <dd class="big">
          <Amount figure={figures.verified()} change={differences.of("headline", "incidents")} />
        </dd>
        <dd class="quiet small">{week.headlineNote}</dd>
      </div>
      <div>
        <dt>{week.attempts}</dt>
        <dd class="big">{saySpanOf(figures.attempts())}</dd>
        <dd class="quiet small">{week.attemptsNote}</dd>
      </div>
      <div>
        <dt>{week.severe}</dt>
        <dd class="big">{saySpanOf(figures.severe())}</dd>
        <dd class="quiet small">{week.severeNote}</dd>
      </div>
    </dl>
  );
}

function named(
  names: Readonly<Record<string, string>>,
  code: string | undefined,
): string | undefined {
  return code === undefined ? undefined : names[code];
}
