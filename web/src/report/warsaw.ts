/** Clock time in Poland, whatever zone the phone is set to: over the line it is another hour. */
import { polishMomentForm } from "../text/locale";

const ZONE = "Europe/Warsaw";
const LOCAL = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/;

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

/** The minute on a clock in Poland, as an `<input type=datetime-local>` has it. */
export function localMinute(at: Date): string {
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/**
 * The instant at which a clock in Poland shows this; null for a text that is no time.
 *
 * Of an hour that comes twice it is the first; a time that is left out in spring is an hour later.
 */
export function instantOf(local: string): Date | null {
  const utc = LOCAL.test(local) ? Date.parse(`${local}Z`) : Number.NaN;
  if (Number.isNaN(utc)) return null;
  const shown = (at: number) => Date.parse(`${localMinute(new Date(at))}Z`);
  const offsets = [utc - 24 * 3_600_000, utc + 24 * 3_600_000].map((at) => shown(at) - at);
  const candidates = offsets.map((offset) => utc - offset);
  const right = candidates.filter((at) => shown(at) === utc);
  return new Date(right.length > 0 ? Math.min(...right) : Math.max(...candidates));
}

/** An instant for a reader, by a clock in Poland. */
export function shown(at: number, language: string): string {
  return polishMomentForm(language).format(at);
}
