/** The records that were read, and what of them is shown: everything follows from the address. */
import { batch, computed, signal } from "@preact/signals";
import { addressOf, go, here, route } from "../shell/router";
import { atPlace, countPlaces, countWeeks, inWeeks, matches } from "./filter";
import { keepRecords, keptRecords } from "./kept";
import { staffKey } from "./key";
import { type Read, ReadFault, readCollection } from "./pages";
import { type Entry, entryOf } from "./records";
import { type MapState, readState, writeState } from "./state";

export type Reading =
  | { readonly kind: "loading"; readonly count: number }
  | { readonly kind: "ready" }
  /** No line: what was read at an earlier time. */
  | { readonly kind: "kept"; readonly at: Date }
  | { readonly kind: "failed"; readonly status: number };

export const reading = signal<Reading>({ kind: "loading", count: 0 });
export const entries = signal<readonly Entry[]>([]);
export const credit = signal({ attribution: "", licence: "" });

export const state = computed(() => readState(route.value.query));
/** The same without what decides nothing about which records are shown. */
const filterText = computed(() =>
  writeState({ ...state.value, place: null, view: null }).toString(),
);
const filter = computed(() => readState(new URLSearchParams(filterText.value)));
const place = computed(() => state.value.place);

export const matching = computed(() => entries.value.filter(matches(filter.value)));
export const shown = computed(() =>
  filter.value.weeks ? matching.value.filter(inWeeks(filter.value)) : matching.value,
);
export const places = computed(() => countPlaces(shown.value));
export const weeks = computed(() => countWeeks(entries.value, matching.value));
export const listed = computed(() =>
  place.value ? shown.value.filter(atPlace(place.value)) : shown.value,
);
/** Whether records with their exact place are wanted, and can be asked for. */
export const isFull = computed(() => filter.value.records === "full" && staffKey.value !== null);

/** Goes to another state; `keep` leaves a way back to the one before. */
export function change(part: Partial<MapState>, keep = false): void {
  // The map may tell of a move when its reader has just left it.
  if (here().screen !== "map") return;
  const query = writeState({ ...state.value, ...part });
  go(addressOf("map", "", query), !keep);
}

const BARE = { weeks: null, types: [], equipment: [], sectors: [], series: "reported" } as const;

/** Says whether a filter leaves anything out. */
export function isNarrowed(of: MapState): boolean {
  const lists = [of.types, of.equipment, of.sectors];
  return of.weeks !== null || of.series !== "reported" || lists.some((each) => each.length > 0);
}

export function clearFilters(): void {
  change({ ...BARE, place: null }, true);
}

let asked: AbortController | undefined;

/** Reads the records again; what an earlier call still reads is dropped. */
export async function load(): Promise<void> {
  asked?.abort();
  const now = new AbortController();
  asked = now;
  const full = isFull.peek();
  batch(() => {
    reading.value = { kind: "loading", count: 0 };
    entries.value = [];
  });
  try {
    const read = await readCollection(full ? "incidents-full" : "incidents", {
      key: full ? (staffKey.peek() ?? undefined) : undefined,
      signal: now.signal,
      progress: (count) => {
        reading.value = { kind: "loading", count };
      },
    });
    show(read, { kind: "ready" });
    // Exact places stay in memory alone.
    if (!full) await keepRecords(read);
  } catch (fault) {
    if (now.signal.aborted) return;
    await explain(fault instanceof ReadFault ? fault.status : 0, full);
  }
}

async function explain(status: number, full: boolean): Promise<void> {
  const kept = full ? undefined : await keptRecords();
  if (kept) show(kept.read, { kind: "kept", at: kept.at });
  else reading.value = { kind: "failed", status };
}

function show(read: Read, now: Reading): void {
  batch(() => {
    entries.value = read.features.map(entryOf);
    credit.value = { attribution: read.attribution, licence: read.licence };
    reading.value = now;
  });
}
