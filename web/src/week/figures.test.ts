import { describe, expect, test } from "vitest";
import { Differences, Figures, saySpan } from "./figures";
import type { Release } from "./releases";

const total = { sector: "_T", type: "_T" };
const release: Release = {
  week: "2025-W47",
  vintage: 2,
  released_at: "2025-12-30T09:15:00+00:00",
  from: "2025-11-17",
  to: "2025-11-23",
  cells: [
    { series: "reported", ...total, incidents: 12, attempts_low: 40, attempts_high: null },
    { series: "headline", ...total, incidents: null, obs_status: "L" },
    { series: "reported", sector: "_T", type: "death", incidents: 1 },
    { series: "reported", sector: "_T", type: "crossing_attempt", incidents: 11 },
    { series: "reported", sector: "PLA", type: "_T", incidents: null, obs_status: "L" },
  ],
  comparisons: [{ series: "reported", ...total, measure: "incidents", before: 9, mean_4: 8.5 }],
  curve: [
    { week: "2025-W46", series: "reported", incidents: 9 },
    { week: "2025-W47", series: "reported", incidents: 12 },
    { week: "2025-W47", series: "headline", incidents: 0 },
  ],
  guarded: {
    rows: [{ series: "reported", ...total, measure: "incidents", value: null, least: 5, most: 9 }],
  },
};
const figures = new Figures(release);

describe("the figures of a vintage", () => {
  test("tell a number from a gap and from what is not listed", () => {
    expect(figures.incidents("reported")).toBe(12);
    expect(figures.incidents("reported", "PLA")).toBe("gap");
    expect(figures.incidents("reported", "BIA")).toBeNull();
  });

  test("call nothing a gap where incidents are reported and none is verified", () => {
    expect(figures.verified()).toBeNull();
  });

  test("stand beside earlier weeks", () => {
    expect([figures.before(), figures.mean(), figures.before("BIA")]).toEqual([9, 8.5, null]);
    expect(figures.weeks()).toEqual([
      { week: "2025-W47", reported: 12, headline: 0 },
      { week: "2025-W46", reported: 9, headline: null },
    ]);
  });

  test("name types with the most frequent first, and severe ones as an interval", () => {
    expect(figures.types()).toEqual(["crossing_attempt", "death"]);
    expect(figures.severe()).toEqual({ low: 5, high: 9 });
  });

  test("of an older document lack what it did not hold", () => {
    const { cells: _, guarded: __, curve: ___, ...older } = release;
    const few = new Figures(older);
    expect([few.incidents("reported"), few.severe(), few.weeks()]).toEqual([null, null, []]);
  });
});

test("a span keeps its open ends", () => {
  const say = { between: "{low}–{high}", atLeast: "≥ {low}", atMost: "≤ {high}", notStated: "?" };
  const said = (low: number | null, high: number | null) => saySpan({ low, high }, String, say);
  expect([said(1, 3), said(2, 2), said(4, null), said(null, 5), said(null, null)]).toEqual([
    "1–3",
    "2",
    "≥ 4",
    "≤ 5",
    "?",
  ]);
});

test("a difference is found by its cell", () => {
  const change = { table: "cells", series: "reported", measure: "incidents", before: 8, after: 9 };
  const found = new Differences([{ ...change, sector: "BIA", type: "_T" }]);
  expect(found.of("reported", "incidents", "BIA")?.before).toBe(8);
  expect(found.of("headline", "incidents", "BIA")).toBeUndefined();
});
