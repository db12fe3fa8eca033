import { expect, test } from "vitest";
import { changed, emptyForm, formOf, isTouched, missing, reportOf, withFix } from "./form";
import { better } from "./position";
import { occurredOf } from "./times";

const NOW = new Date("2025-11-21T21:30:00Z");
const FIX = { lon: 23.8473, lat: 52.7012, accuracyM: 11.2, at: 0 };

test("a kind of incident is all that a report needs", () => {
  expect(missing(emptyForm())).toEqual(["type"]);
  expect(missing({ ...emptyForm(), type: "pushback" })).toEqual([]);
});

test("what was not said is left out", () => {
  expect(reportOf({ ...emptyForm(), type: "pushback" }, NOW, "pl")).toEqual({
    occurred: { from: "2025-11-21T21:30:00.000Z", precision: "exact" },
    location: { method: "border" },
    type: "pushback",
    source: { type: "field_monitor" },
    language: "pl",
    observed_at: "2025-11-21T21:30:00.000Z",
  });
});

test("a fix is told with its accuracy, and never better than it is", () => {
  const { location } = reportOf({ ...emptyForm(), type: "death", fix: FIX }, NOW, "en");
  expect(location).toEqual({ method: "gnss", lon: 23.8473, lat: 52.7012, accuracy_m: 12 });
});

test("a number says how well it is known", () => {
  const form = {
    ...emptyForm(),
    type: "crossing_attempt" as const,
    persons: { low: 16, qualifier: "about" as const },
    attempts: { low: 2, qualifier: "exact" as const },
    harmed: { injured: { low: 1, qualifier: "at_least" as const } },
  };
  const report = reportOf(form, NOW, "en");
  expect(report.persons).toEqual({ low: 16, qualifier: "about" });
  expect(report.attempts).toEqual({ low: 2, high: 2, qualifier: "exact" });
  expect(report.casualties).toEqual([
    { harm: "injured", who: "unknown", low: 1, qualifier: "at_least" },
  ]);
});

test.each([
  [{ by: "marker", marker: null }, "marker"],
  [{ by: "marker", marker: 1.5 }, "marker"],
  [{ by: "place", place: "  " }, "place"],
  [{ by: "sector", sector: "" }, "sector"],
] as const)("a place that was begun must be finished: %o", (where, lacks) => {
  expect(missing({ ...emptyForm(), type: "death", where })).toEqual([lacks]);
});

test("a time that is not complete is none", () => {
  expect(occurredOf({ kind: "at", at: "" }, NOW)).toBeNull();
  expect(occurredOf({ kind: "day", day: "" }, NOW)).toBeNull();
  expect(occurredOf({ kind: "day", day: "2025-11-21" }, NOW)?.precision).toBe("day");
});

test("a part of a day has a beginning and an end, also at midnight", () => {
  const evening = occurredOf({ kind: "part", day: "2025-11-21", part: "evening" }, NOW);
  const begin = new Date(evening?.from ?? "");
  const end = new Date(evening?.to ?? "");
  expect(end.getTime() - begin.getTime()).toBe(6 * 3_600_000);
});

test("the more accurate fix is kept, until it is old", () => {
  const worse = { ...FIX, accuracyM: 400, at: 1_000 };
  expect(better(FIX, worse)).toBe(FIX);
  expect(better(worse, { ...FIX, at: 2_000 }).accuracyM).toBe(11.2);
  expect(better(FIX, { ...worse, at: 100_000 }).accuracyM).toBe(400);
});

test("what was begun in the forest keeps its time and place at home", () => {
  const begun = changed(emptyForm(), { type: "death" }, FIX, NOW.getTime());
  const later = NOW.getTime() + 24 * 3_600_000;
  const home = { lon: 21, lat: 52.2, accuracyM: 5, at: 9 };
  const finished = changed(begun, { text: "more" }, home, later);
  const report = reportOf(finished, new Date(later), "en");
  expect(report.occurred.from).toBe(NOW.toISOString());
  expect(report.observed_at).toBe(NOW.toISOString());
  expect(report.location).toMatchObject({ method: "gnss", lon: FIX.lon, lat: FIX.lat });
});

test("a better fix of the first minutes is taken, a worse one is not", () => {
  const begun = changed(emptyForm(), { type: "death" }, null, NOW.getTime());
  expect(begun.fix).toBeNull();
  const first = withFix(begun, { ...FIX, accuracyM: 300 }, NOW.getTime() + 1_000);
  const second = withFix(first, FIX, NOW.getTime() + 20_000);
  expect(second.fix?.accuracyM).toBe(11.2);
  expect(withFix(second, { ...FIX, accuracyM: 50 }, NOW.getTime() + 30_000)).toBe(second);
  // The clock was set back: how long ago it was begun is not known.
  expect(withFix(first, FIX, NOW.getTime() - 1_000)).toBe(first);
});

test("a form that an earlier version kept is taken up with the time of its keeping", () => {
  const taken = formOf({ type: "death" }, 5);
  expect(taken).toEqual({ ...emptyForm(), type: "death", begunAt: 5 });
  expect(isTouched(taken)).toBe(true);
  expect(isTouched({ ...emptyForm(), begunAt: 5, fix: FIX })).toBe(false);
});
