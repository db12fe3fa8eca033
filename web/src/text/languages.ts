export const LANGUAGES = ["pl", "en", "de", "be"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, as a reader looks for it. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  pl: "polski",
  en: "English",
  de: "Deutsch",
  be: "беларуская",
};

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((each) => each === value);
}
