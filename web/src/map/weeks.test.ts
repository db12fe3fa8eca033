import { expect, test } from "vitest";
import { weekCode, weekDates, weekDays, weekNumber } from "./weeks";

test("weeks follow each other, over a year with 53 weeks too", () => {
  const last = weekNumber("2026-W53") ?? Number.NaN;
  expect(weekCode(last)).toBe("2026-W53");
  expect(weekCode(last + 1)).toBe("2027-W01");
  for (let number = 0; number < 6000; number += 1) {
    expect(weekNumber(weekCode(number))).toBe(number);
  }
});

test.each(["2025-W53", "2025-W00", "2025", "2025-11", "2025-W1", ""])("%s is no week", (text) => {
  expect(weekNumber(text)).toBeUndefined();
});

test("a week has its days", () => {
  const number = weekNumber("2025-W01") ?? Number.NaN;
  expect(weekDays(number).map((day) => day.toISOString().slice(0, 10))).toEqual([
    "2024-12-30",
    "2025-01-05",
  ]);
  expect(weekDates("en", weekNumber("2025-W47") ?? 0)).toMatch(/Nov 17\D+23, 2025/);
});
