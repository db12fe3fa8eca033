/** ISO weeks as whole numbers, so that they can be counted, compared and drawn. */
import { dateForm } from "../text/locale";

const WEEK = /^(\d{4})-W(\d{2})$/;
const DAY_MS = 86_400_000;
// Monday of the week in which the Unix epoch lies.
const FIRST_MONDAY = -3;

/** Returns the number of a week, counted from that of 1 January 1970; undefined for no week. */
export function weekNumber(week: string): number | undefined {
  const [, year, number] = WEEK.exec(week) ?? [];
  if (!year || !number) return undefined;
  // 4 January always lies in the first week of its year.
  const fourth = Math.floor(Date.UTC(Number(year), 0, 4) / DAY_MS);
  const found = Math.floor((fourth - FIRST_MONDAY) / 7) + Number(number) - 1;
  return weekCode(found) === week ? found : undefined;
}

/** Returns the code of a week, such as `2025-W47`. */
export function weekCode(number: number): string {
  const thursday = new Date((FIRST_MONDAY + number * 7 + 3) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const day = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS);
  return `${year}-W${String(Math.floor(day / 7) + 1).padStart(2, "0")}`;
}

/** Returns Monday and Sunday of a week, at midnight UTC. */
export function weekDays(number: number): [Date, Date] {
  const monday = (FIRST_MONDAY + number * 7) * DAY_MS;
  return [new Date(monday), new Date(monday + 6 * DAY_MS)];
}

/** Returns the days of one week, or from one week to another, in words. */
export function weekDates(language: string, first: number, last = first): string {
  return dateForm(language).formatRange(weekDays(first)[0], weekDays(last)[1]);
}
