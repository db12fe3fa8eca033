/** Which entries are shown, and how many of them there are in each week and at each place. */
import type { Entry } from "./records";
import type { MapState } from "./state";

/** Says whether an entry is shown, but for its week. */
export function matches(state: MapState): (entry: Entry) => boolean {
  const types = new Set(state.types);
  const equipment = new Set(state.equipment);
  const sectors = new Set(state.sectors);
  return (entry) =>
    (state.series === "reported" || entry.isHeadline) &&
    (types.size === 0 || types.has(entry.type)) &&
    (equipment.size === 0 || entry.equipment.some((kind) => equipment.has(kind))) &&
    (sectors.size === 0 || entry.sectors.some((code) => sectors.has(code)));
}

/** Says whether an entry lies in the chosen weeks; one without a week lies in all or in none. */
export function inWeeks(state: MapState): (entry: Entry) => boolean {
  const { weeks } = state;
  if (!weeks) return () => true;
  const [first, last] = weeks;
  return ({ weekNumber }) => weekNumber !== undefined && first <= weekNumber && weekNumber <= last;
}

/** Says whether an entry belongs to what is chosen on the map. */
export function atPlace(place: string | null): (entry: Entry) => boolean {
  if (!place) return () => true;
  const [kind, code = ""] = place.split(":");
  if (kind === "sector") return (entry) => entry.sectors.includes(code);
  return (entry) => entry.place === place;
}

export function countBy<Key>(
  entries: readonly Entry[],
  keysOf: (entry: Entry) => readonly Key[],
): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const entry of entries) {
    for (const key of keysOf(entry)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Counts the entries of each cell and sector; one with a point of its own is drawn by itself. */
export function countPlaces(entries: readonly Entry[]): Map<string, number> {
  const drawnTogether = entries.filter(({ basis }) => basis === "cell" || basis === "sector");
  return countBy(drawnTogether, ({ place }) => (place === null ? [] : [place]));
}

export interface WeekCounts {
  readonly first: number;
  /** One number for each week, also for those without a record. */
  readonly reported: readonly number[];
  readonly headline: readonly number[];
}

/** Counts the entries of each week from the first to the last one that `all` knows. */
export function countWeeks(all: readonly Entry[], shown: readonly Entry[]): WeekCounts | undefined {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { weekNumber } of all) {
    if (weekNumber === undefined) continue;
    first = Math.min(first, weekNumber);
    last = Math.max(last, weekNumber);
  }
  if (first > last) return undefined;
  const reported = new Array<number>(last - first + 1).fill(0);
  const headline = [...reported];
  for (const { weekNumber, isHeadline } of shown) {
    if (weekNumber === undefined) continue;
    const at = weekNumber - first;
    reported[at] = (reported[at] ?? 0) + 1;
    if (isHeadline) headline[at] = (headline[at] ?? 0) + 1;
  }
  return { first, reported, headline };
}
