/** Codes, dates and numbers of a week in the words of the page. */
import set from "../data/sectors.json";
import { words } from "../text";
import { dateForm, numberForm } from "../text/locale";
import { TOTAL } from "./figures";

export const SECTORS: readonly string[] = set.sectors.map((sector) => sector.code);
/** Rows that are no sector: shown where they hold anything. */
export const BESIDE = ["several", "unknown"] as const;

export function sectorName(code: string): string {
  const { week } = words().text;
  if (code === TOTAL) return week.total;
  if (code === "several" || code === "unknown") return week[code];
  const sector = set.sectors.find((each) => each.code === code);
  if (!sector) return code;
  return words().language === "be" ? sector.name_be || sector.name : sector.name;
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
  return numberForm(words().language).format(value);
}

/** A day without a clock, such as `2025-11-17`. */
export function sayDay(day: string): string {
  return dateForm(words().language).format(midnight(day));
}

export function sayDays(from: string, to: string): string {
  return dateForm(words().language).formatRange(midnight(from), midnight(to));
}

/** The day of an instant at the border. */
export function sayInstant(instant: string): string {
  // The one locale whose short dates are those of ISO 8601.
  const day = new Intl.DateTimeFormat("sv", { timeZone: "Europe/Warsaw" });
  return sayDay(day.format(new Date(instant)));
}

function midnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
