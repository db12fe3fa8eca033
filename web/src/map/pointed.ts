import { signal } from "@preact/signals";

/** The place of the entry or sector that has the focus in a list; the map marks it meanwhile. */
export const pointed = signal<string | null>(null);
