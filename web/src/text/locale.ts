import type { Language } from "./index";

/**
 * The locale by which numbers, plurals and dates are written.
 *
 * Some browsers know no Belarusian and would fall back to the language of the machine. Numbers and
 * plural forms of Belarusian are those of Russian; dates are then written in digits, see `dateForm`.
 */
export function localeOf(language: string): string {
  const isKnown = Intl.DateTimeFormat.supportedLocalesOf(language).length > 0;
  return isKnown || language !== "be" ? language : "ru";
}

/** Days in words, in UTC; in digits where the browser has no words of the language. */
export function dateForm(language: string): Intl.DateTimeFormat {
  const locale = localeOf(language);
  return locale === language
    ? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" })
    : new Intl.DateTimeFormat(locale, { ...DIGITS, timeZone: "UTC" });
}

/** An instant by the reader's own clock. */
export function momentForm(language: Language): Intl.DateTimeFormat {
  const locale = localeOf(language);
  return locale === language
    ? new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" })
    : new Intl.DateTimeFormat(locale, { ...DIGITS, hour: "2-digit", minute: "2-digit" });
}

export function numberForm(language: string): Intl.NumberFormat {
  return new Intl.NumberFormat(localeOf(language));
}

const DIGITS = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
