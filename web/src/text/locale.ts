/**
 * How numbers, plurals and dates are written.
 *
 * Some browsers know no Belarusian and would fall back to the language of the machine. Numbers and
 * plural forms of Belarusian are those of Russian; its dates are then written in digits.
 * Making a form is slow, so each is made once.
 */

const DIGITS = { day: "2-digit", month: "2-digit", year: "numeric" } as const;

export function localeOf(language: string): string {
  return isKnown(language) ? language : "ru";
}

/** Days in words, in UTC; in digits where the browser has no words of the language. */
export const dateForm = once((language) =>
  isKnown(language)
    ? new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" })
    : new Intl.DateTimeFormat(localeOf(language), { ...DIGITS, timeZone: "UTC" }),
);

/** An instant by the reader's own clock. */
export const momentForm = once((language) => moment(language, "long", undefined));

/** An instant by a clock in Poland. */
export const polishMomentForm = once((language) => moment(language, "medium", "Europe/Warsaw"));

export const numberForm = once((language) => new Intl.NumberFormat(localeOf(language)));

export const pluralRules = once((language) => new Intl.PluralRules(localeOf(language)));

/** The order of the alphabet. */
export const collator = once((language) => new Intl.Collator(localeOf(language)));

function moment(
  language: string,
  dateStyle: "long" | "medium",
  timeZone: string | undefined,
): Intl.DateTimeFormat {
  return isKnown(language)
    ? new Intl.DateTimeFormat(language, { dateStyle, timeStyle: "short", timeZone })
    : new Intl.DateTimeFormat(localeOf(language), {
        ...DIGITS,
        hour: "2-digit",
        minute: "2-digit",
        timeZone,
      });
}

function isKnown(language: string): boolean {
  return language !== "be" || Intl.DateTimeFormat.supportedLocalesOf(language).length > 0;
}

function once<Form>(make: (language: string) => Form): (language: string) => Form {
  const made = new Map<string, Form>();
  return (language) => {
    const found = made.get(language) ?? make(language);
    made.set(language, found);
    return found;
  };
}
