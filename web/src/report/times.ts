/** When it happened, as the form has it, and as the service reads it. */
import type { Occurred } from "../api/types";
import { instantOf, localMinute } from "./warsaw";

export { localMinute, shown } from "./warsaw";

export const PARTS = ["night", "morning", "afternoon", "evening"] as const;
export type Part = (typeof PARTS)[number];

/** `at` is the time in Poland, as an `<input>` has it: `2025-11-21T22:30`; `day` is `2025-11-21`. */
export type When =
  | { kind: "now" }
  | { kind: "at"; at: string }
  | { kind: "part"; day: string; part: Part }
  | { kind: "day"; day: string };

const DAY_MS = 24 * 3_600_000;
const HOURS: Record<Part, readonly [number, number]> = {
  night: [0, 6],
  morning: [6, 12],
  afternoon: [12, 18],
  evening: [18, 24],
};

/** Null for a time that is not complete. */
export function occurredOf(when: When, now: Date): Occurred | null {
  switch (when.kind) {
    case "now":
      return { from: now.toISOString(), precision: "exact" };
    case "at": {
      const at = instantOf(when.at.slice(0, 16));
      return at && { from: at.toISOString(), precision: "hour" };
    }
    case "part": {
      const [from, to] = HOURS[when.part].map((hour) => localHour(when.day, hour));
      if (!from || !to) return null;
      return { from: from.toISOString(), to: to.toISOString(), precision: "part_day" };
    }
    case "day":
      return /^\d{4}-\d{2}-\d{2}$/.test(when.day) ? { from: when.day, precision: "day" } : null;
  }
}

/** The day on a calendar in Poland, as an `<input type=date>` has it. */
export function today(now: Date): string {
  return localMinute(now).slice(0, 10);
}

export function partOf(now: Date): Part {
  const hour = Number(localMinute(now).slice(11, 13));
  return PARTS.find((part) => hour < HOURS[part][1]) ?? "evening";
}

/** Hour 24 is the midnight at the end of the day, also where the clocks change. */
function localHour(day: string, hour: number): Date | null {
  if (hour < 24) return instantOf(`${day}T${String(hour).padStart(2, "0")}:00`);
  const noon = instantOf(`${day}T12:00`);
  return noon && instantOf(`${localMinute(new Date(noon.getTime() + DAY_MS)).slice(0, 10)}T00:00`);
}
