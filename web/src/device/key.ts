/** The key of this phone: with it reports are sent, and nothing can be read back. */
import { signal } from "@preact/signals";
import { withDatabase, writingSealed } from "../store/database";
import { onChange, tellChange } from "../store/news";
import { Locked, openKey, type StoredKey, sealKey } from "../store/sealing";

/** Why the service refuses the key that we hold; null while it is not known to. */
export type Refusal = "revoked" | "expired" | "unknown";

/** Who this phone is to the service; a key that was typed says nothing of it. */
export interface Device {
  pseudonym: string;
  team: string;
}

export interface Kept {
  token: string;
  refused: Refusal | null;
  device?: Device | undefined;
}

/** Whether the phone holds a key, and whether that is refused; null until it was looked up. */
export const keyState = signal<"none" | "good" | Refusal | null>(null);

/** What the service calls this phone, where it joined by an invitation. */
export const device = signal<Device | null>(null);

export async function readKey(): Promise<string | undefined> {
  const kept = await load();
  return kept?.token;
}

export async function keepKey(token: string): Promise<void> {
  await save({ token: token.trim(), refused: null });
}

/** Remembers a refusal of this very key: another one may have been entered meanwhile. */
export async function refuseKey(token: string, refused: Refusal): Promise<void> {
  const kept = await load();
  if (kept?.token === token) await save({ ...kept, refused });
}

export async function showKey(): Promise<void> {
  const kept = await load();
  keyState.value = kept ? (kept.refused ?? "good") : "none";
  device.value = kept?.device ?? null;
}

onChange(() => void showKey());

async function load(): Promise<Kept | undefined> {
  const stored = await withDatabase((database) => database.get("settings", "key"));
  if (!stored) return undefined;
  return openKey(stored as StoredKey).catch((fault: unknown) => {
    // Behind a PIN that was not entered there is no key to send with.
    if (fault instanceof Locked) return undefined;
    throw fault;
  });
}

async function save(kept: Kept): Promise<void> {
  await writingSealed(
    (key) => sealKey(kept, key),
    ["settings"],
    (transaction, stored) => transaction.objectStore("settings").put(stored, "key"),
  );
  tellChange();
}
