import { useComputed, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { words } from "../text";
import type { WeekCounts } from "./filter";
import { change, matching, state, weeks } from "./store";
import { weekCode, weekDates } from "./weeks";

const HEIGHT = 64;
const YEAR = 52;

/** Records by week, with a part of them chosen by drawing across the bars or moving its ends. */
export function Histogram() {
  const counts = weeks.value;
  const { text } = words();
  return (
    <section class="weeks" aria-labelledby="weeks-title">
      <h2 id="weeks-title">{text.map.weeks}</h2>
      {counts ? <Brush counts={counts} /> : <div class="weeks-empty" />}
    </section>
  );
}

function Brush({ counts }: { counts: WeekCounts }) {
  const { text, language } = words();
  const last = counts.first + counts.reported.length - 1;
  // While it is drawn, the choice is here alone: the address follows when the hand is lifted.
  const drawn = useSignal<readonly [number, number] | null>(null);
  const [from, to] = drawn.value ?? clamped(state.value.weeks, counts.first, last);
  const isAll = !state.value.weeks && !drawn.value;
  const choose = (first: number, second: number) => {
    const range = [Math.min(first, second), Math.max(first, second)] as const;
    const isAll = range[0] <= counts.first && range[1] >= last;
    change({ weeks: isAll ? null : range });
  };
  return (
    <>
      <div class="weeks-brush">
        <Bars counts={counts} from={from} to={to} drawn={drawn} choose={choose} />
        <End
          label={text.map.firstWeek}
          value={from}
          counts={counts}
          last={last}
          set={(week) => choose(week, Math.max(week, to))}
        />
        <End
          label={text.map.lastWeek}
          value={to}
          counts={counts}
          last={last}
          set={(week) => choose(Math.min(from, week), week)}
        />
      </div>
      <div class="row">
        <p class="weeks-said">
          <strong>{isAll ? text.map.allWeeks : `${weekCode(from)} – ${weekCode(to)}`}</strong>
          <br />
          <span class="quiet small">{weekDates(language, from, to)}</span>
        </p>
        <button type="button" onClick={() => change({ weeks: null })} disabled={isAll}>
          {text.map.allWeeks}
        </button>
        <button
          type="button"
          onClick={() => choose(Math.max(counts.first, last - YEAR + 1), last)}
          disabled={counts.reported.length <= YEAR}
        >
          {text.map.lastYear}
        </button>
      </div>
      <Undated />
    </>
  );
}

interface Drawn {
  value: readonly [number, number] | null;
}

function Bars({
  counts,
  from,
  to,
  drawn,
  choose,
}: {
  counts: WeekCounts;
  from: number;
  to: number;
  drawn: Drawn;
  choose: (first: number, second: number) => void;
}) {
  const { text } = words();
  const box = useRef<SVGSVGElement>(null);
  const width = counts.reported.length;
  const most = Math.max(1, ...counts.reported);
  const weekAt = (event: PointerEvent): number => {
    const edges = box.current?.getBoundingClientRect();
    const share = edges ? (event.clientX - edges.left) / edges.width : 0;
    return counts.first + Math.min(width - 1, Math.max(0, Math.floor(share * width)));
  };
  const start = (event: PointerEvent) => {
    box.current?.setPointerCapture(event.pointerId);
    drawn.value = [weekAt(event), weekAt(event)];
  };
  const move = (event: PointerEvent) => {
    if (drawn.value) drawn.value = [drawn.value[0], weekAt(event)];
  };
  const end = () => {
    if (drawn.value) choose(...drawn.value);
    drawn.value = null;
  };
  const left = Math.min(from, to) - counts.first;
  const right = Math.max(from, to) - counts.first + 1;
  return (
    <svg
      ref={box}
      class="weeks-bars"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text.map.weeksHint}
      onPointerDown={start}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={() => {
        drawn.value = null;
      }}
    >
      <rect class="weeks-chosen" x={left} y={0} width={right - left} height={HEIGHT} />
      <path class="fill-reported" d={barsOf(counts.reported, most)} />
      <path class="fill-headline" d={barsOf(counts.headline, most)} />
      <path class="weeks-edge" d={`M${left} 0V${HEIGHT}M${right} 0V${HEIGHT}`} />
    </svg>
  );
}

/** All bars as one path: some hundred elements would be slow to change. */
function barsOf(counts: readonly number[], most: number): string {
  return counts
    .map((count, at) => {
      const height = (count / most) * (HEIGHT - 2);
      return count ? `M${at + 0.1} ${HEIGHT}v${-height.toFixed(2)}h0.8V${HEIGHT}z` : "";
    })
    .join("");
}

function End({
  label,
  value,
  counts,
  last,
  set,
}: {
  label: string;
  value: number;
  counts: WeekCounts;
  last: number;
  set: (week: number) => void;
}) {
  const { language } = words();
  const read = (event: Event) => set(Number((event.currentTarget as HTMLInputElement).value));
  return (
    <input
      class="weeks-end"
      type="range"
      aria-label={label}
      aria-valuetext={`${weekCode(value)}, ${weekDates(language, value)}`}
      min={counts.first}
      max={last}
      value={value}
      onInput={read}
    />
  );
}

function Undated() {
  const { text } = words();
  const without = useComputed(
    () => matching.value.filter((entry) => entry.weekNumber === undefined).length,
  );
  const isHidden = !state.value.weeks || without.value === 0;
  return (
    <p class="small quiet" hidden={isHidden}>
      {text.map.undatedOut(without.value)}
    </p>
  );
}

function clamped(
  chosen: readonly [number, number] | null,
  first: number,
  last: number,
): [number, number] {
  if (!chosen) return [first, last];
  return [Math.min(Math.max(chosen[0], first), last), Math.min(Math.max(chosen[1], first), last)];
}
