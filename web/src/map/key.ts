/** A staff key of this tab: it lies in no database, and goes when the tab is closed. */
import { signal } from "@preact/signals";

const NAME = "miedza-staff-key";
const KEY = /^mdz_[A-Za-z0-9_-]{20,100}$/;

export const staffKey = signal<string | null>(sessionStorage.getItem(NAME));

/** Says whether a text looks like a key at all. */
export function isKey(text: string): boolean {
  return KEY.test(text);
}

export function takeKey(key: string): void {
  sessionStorage.setItem(NAME, key);
  staffKey.value = key;
}

export function forgetKey(): void {
  sessionStorage.removeItem(NAME);
  staffKey.value = null;
}
