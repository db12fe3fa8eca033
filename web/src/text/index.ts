import { signal } from "@preact/signals";
import type { Catalogue } from "./catalogue";
import type { Labels } from "./labels";

export type { Catalogue } from "./catalogue";

export const LANGUAGES = ["pl", "en", "de", "be"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in its own words, as a reader looks for it. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  pl: "polski",
  en: "English",
  de: "Deutsch",
  be: "беларуская",
};

const CHOSEN = "miedza-language";

export interface Wording {
  language: Language;
  text: Catalogue;
  /** The vocabulary: `labels.type.pushback`. */
  labels: Labels;
}

const LOADERS: Record<Language, () => Promise<{ default: Omit<Wording, "language"> }>> = {
  pl: () => import("./pl"),
  en: () => import("./en"),
  de: () => import("./de"),
  be: () => import("./be"),
};

/** The words of the page; every screen reads them, so a switch needs no reload. */
export const wording = signal<Wording | null>(null);

/** The words, in a screen: nothing is drawn before they are there. */
export function words(): Wording {
  const current = wording.value;
  if (!current) throw new Error("no language is loaded");
  return current;
}

/** Speaks it, now and the next time. */
export async function choose(language: Language): Promise<void> {
  await speak(language);
  localStorage.setItem(CHOSEN, language);
}

export async function speak(language: Language): Promise<void> {
  const loaded = await LOADERS[language]();
  wording.value = { language, ...loaded.default };
  document.documentElement.lang = language;
}

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((each) => each === value);
}

/** The language that was chosen here, else the first of the browser's languages that we speak. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(CHOSEN);
  if (isLanguage(chosen)) return chosen;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find(isLanguage) ?? "pl";
}
