/** When it happened, as the form has it, and as the service reads it. */
import type { Occurred } from "../api/types";

export const PARTS = ["night", "morning", "afternoon", "evening"] as const;
export type Part = (typeof PARTS)[number];

/** `at` is the local time of an `<input>`: `2025-11-21T22:30`; `day` is `2025-11-21`. */
export type When =
  | { kind: "now" }
  | { kind: "at"; at: string }
  | { kind: "part"; day: string; part: Part }
  | { kind: "day"; day: string };

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
      const at = new Date(when.at);
      return isDate(at) ? { from: at.toISOString(), precision: "hour" } : null;
    }
    case "part": {
      const [from, to] = HOURS[when.part].map((hour) => localHour(when.day, hour));
      if (!from || !to || !isDate(from) || !isDate(to)) return null;
      return { from: from.toISOString(), to: to.toISOString(), precision: "part_day" };
    }
    case "day":
      return /^\d{4}-\d{2}-\d{2}$/.test(when.day) ? { from: when.day, precision: "day" } : null;
  }
}

const SHOWN = { dateStyle: "medium", timeStyle: "short" } as const;

/** An instant for a reader. */
export function shown(at: number, language: string): string {
  return new Date(at).toLocaleString(language, SHOWN);
}

/** The day on the phone's calendar, as an `<input type=date>` has it. */
export function today(now: Date): string {
  return localMinute(now).slice(0, 10);
}

/** The minute on the phone's clock, as an `<input type=datetime-local>` has it. */
export function localMinute(now: Date): string {
  const shifted = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

export function partOf(now: Date): Part {
  const hour = now.getHours();
  return PARTS.find((part) => hour < HOURS[part][1]) ?? "evening";
}

/** Hour 24 is the midnight at the end of the day, also where the clocks change. */
function localHour(day: string, hour: number): Date | undefined {
  const [year, month, date] = day.split("-").map(Number);
  return year && month && date ? new Date(year, month - 1, date, hour) : undefined;
}

function isDate(value: Date): boolean {
  return !Number.isNaN(value.getTime());
}
