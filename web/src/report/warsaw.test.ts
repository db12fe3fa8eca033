import { expect, test } from "vitest";
import { instantOf, localMinute, shown } from "./warsaw";

test.each([
  ["2025-11-21T22:30", "2025-11-21T21:30:00.000Z"],
  ["2025-07-01T00:00", "2025-06-30T22:00:00.000Z"],
  // In October two o'clock comes twice: the first.
  ["2025-10-26T02:30", "2025-10-26T00:30:00.000Z"],
  ["2025-10-26T03:00", "2025-10-26T02:00:00.000Z"],
  // In March it does not come at all: an hour later.
  ["2026-03-29T02:30", "2026-03-29T01:30:00.000Z"],
  ["2026-03-29T01:59", "2026-03-29T00:59:00.000Z"],
])("%s in Poland is %s", (local, instant) => {
  expect(instantOf(local)?.toISOString()).toBe(instant);
});

test("a clock in Poland is read back as it was written", () => {
  for (const local of ["2025-11-21T22:30", "2025-07-01T00:00", "2026-03-29T03:00"]) {
    expect(localMinute(instantOf(local) as Date)).toBe(local);
  }
});

test.each(["", "2025-11-21", "2025-13-01T00:00", "tomorrow"])("%s is no time", (text) => {
  expect(instantOf(text)).toBeNull();
});

test("a reader is told the time of Poland", () => {
  expect(shown(Date.parse("2025-11-21T21:30:00Z"), "en")).toContain("10:30");
});
