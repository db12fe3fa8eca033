/** Codes, dates and numbers of a week in the words of the page. */
import set from "../data/sectors.json";
import { words } from "../text";
import { TOTAL } from "./figures";

export const SECTORS: readonly string[] = set.sectors.map((sector) => sector.code);
/** Rows that are no sector: shown where they hold anything. */
export const BESIDE = ["several", "unknown"] as const;

const ZONE = "Europe/Warsaw";

export function sectorName(code: string): string {
  const { week } = words().text;
  if (code === TOTAL) return week.total;
  if (code === "several" || code === "unknown") return week[code];
  return set.sectors.find((sector) => sector.code === code)?.name ?? code;
}

export function codeName(dimension: string, code: string): string {
  const { labels } = words();
  if (dimension === "sector") return sectorName(code);
  if (code === TOTAL) return "";
  const scheme = dimension === "held_by" ? "by" : dimension;
  const known = (labels as unknown as Record<string, Record<string, string> | undefined>)[scheme];
  return known?.[code] ?? code;
}

export function sayNumber(value: number): string {
  return new Intl.NumberFormat(words().language).format(value);
}

/** A day without a clock, such as `2025-11-17`. */
export function sayDay(day: string): string {
  const form = new Intl.DateTimeFormat(words().language, { dateStyle: "long", timeZone: "UTC" });
  return form.format(new Date(`${day}T00:00:00Z`));
}

export function sayDays(from: string, to: string): string {
  const form = new Intl.DateTimeFormat(words().language, { dateStyle: "long", timeZone: "UTC" });
  return form.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}

/** The day of an instant at the border. */
export function sayInstant(instant: string): string {
  const form = new Intl.DateTimeFormat(words().language, { dateStyle: "long", timeZone: ZONE });
  return form.format(new Date(instant));
}
