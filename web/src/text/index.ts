import { signal } from "@preact/signals";
import type { Catalogue } from "./catalogue";
import type { Labels } from "./labels";
import { isLanguage, type Language } from "./languages";

export type { Catalogue } from "./catalogue";
export { isLanguage, LANGUAGE_NAMES, LANGUAGES, type Language } from "./languages";

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
  if (await speak(language)) localStorage.setItem(CHOSEN, language);
}

let wished: Language | null = null;

/** False where another language was wished for while this one was loading. */
export async function speak(language: Language): Promise<boolean> {
  wished = language;
  const loaded = await LOADERS[language]();
  if (wished !== language) return false;
  wording.value = { language, ...loaded.default };
  document.documentElement.lang = language;
  return true;
}

/** Whether a person has chosen the language here. */
export function isChosen(): boolean {
  return isLanguage(localStorage.getItem(CHOSEN));
}

/** The language that was chosen here, else the first of the browser's languages that we speak. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(CHOSEN);
  if (isLanguage(chosen)) return chosen;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find(isLanguage) ?? "pl";
}
