/** The public records that were read last, kept so that the map is not empty without a line. */
import type { Read } from "./pages";

// Not of the shell's own caches, which a new version throws away.
const CACHE = "records-1";
const NAME = "/kept/incidents";

export interface Kept {
  readonly read: Read;
  readonly at: Date;
}

export async function keepRecords(read: Read): Promise<void> {
  if (!("caches" in globalThis)) return;
  const body = JSON.stringify({ read, at: Date.now() });
  const cache = await caches.open(CACHE).catch(() => undefined);
  // A full disk costs the copy, and nothing else.
  await cache?.put(NAME, new Response(body)).catch(() => undefined);
}

export async function keptRecords(): Promise<Kept | undefined> {
  if (!("caches" in globalThis)) return undefined;
  const found = await caches.match(NAME, { cacheName: CACHE }).catch(() => undefined);
  const kept = await found?.json().catch(() => undefined);
  return kept && { read: kept.read, at: new Date(kept.at) };
}
