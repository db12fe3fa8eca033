import { expect, test } from "vitest";
import { atPlace, countPlaces, countWeeks, inWeeks, matches } from "./filter";
import { type Entry, entryOf } from "./records";
import { type MapState, readState } from "./state";

const state = (query: string): MapState => readState(new URLSearchParams(query));

let number = 0;
function entry(properties: Record<string, unknown>, point: [number, number] | null = null): Entry {
  number += 1;
  const geometry = point && { type: "Point" as const, coordinates: point };
  return entryOf({ type: "Feature", id: `r${number}`, geometry, properties });
}

const LADDER = entry(
  {
    week: "2025-W47",
    type: "crossing_attempt",
    equipment: ["ladder", "rope"],
    status: "verified",
    sector: "BIA",
    sectors: ["BIA"],
    cell: "10kmN337E525",
    geometry_basis: "cell",
  },
  [23.9, 52.7],
);
const STONES = entry(
  {
    week: "2025-W49",
    type: "objects_thrown",
    equipment: ["stones"],
    status: "received",
    sector: "DUB",
    sectors: ["DUB"],
    geometry_basis: "sector",
  },
  [23.6, 52.6],
);
const WIDE = entry({
  week: null,
  undated: "2025-11",
  type: "crossing_attempt",
  status: "received",
  sector: null,
  sectors: ["BIA", "NAR"],
  geometry_basis: "none",
});
const ALL = [LADDER, STONES, WIDE];

const shown = (query: string) => ALL.filter(matches(state(query))).filter(inWeeks(state(query)));

test.each([
  ["", ALL],
  ["series=headline", [LADDER]],
  ["type=crossing_attempt", [LADDER, WIDE]],
  ["equipment=rope,saw", [LADDER]],
  ["sector=NAR", [WIDE]],
  ["week=2025-W47..2025-W48", [LADDER]],
  ["week=2025-W48", []],
  ["type=objects_thrown&sector=BIA", []],
])("%s", (query, expected) => {
  expect(shown(query)).toEqual(expected);
});

test("a record without a week is in all weeks together, and in no choice of them", () => {
  expect(shown("")).toContain(WIDE);
  expect(shown("week=2025-W01..2025-W52")).not.toContain(WIDE);
});

test("places are cells and sectors; what has no geometry is at none", () => {
  expect(Object.fromEntries(countPlaces(ALL))).toEqual({
    "cell:10kmN337E525": 1,
    "sector:DUB": 1,
  });
  expect(ALL.filter(atPlace("cell:10kmN337E525"))).toEqual([LADDER]);
});

test("a sector holds all its records, those in cells and those of several sectors too", () => {
  expect(ALL.filter(atPlace("sector:BIA"))).toEqual([LADDER, WIDE]);
});

test("every week from the first to the last has its number", () => {
  expect(countWeeks(ALL, ALL)).toEqual({
    first: LADDER.weekNumber,
    reported: [1, 0, 1],
    headline: [1, 0, 0],
  });
  expect(countWeeks([WIDE], [WIDE])).toBeUndefined();
});
