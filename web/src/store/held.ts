/** The key that this tab holds while it is unlocked; it lies in no store. */
import type { Opened } from "./cipher";

let opened: Opened | null = null;

export function held(): Opened | null {
  return opened;
}

export function hold(key: Opened | null): void {
  opened = key;
}
