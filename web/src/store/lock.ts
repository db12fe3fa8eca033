/** The PIN of this phone: set, entered, taken away. Nobody can make it anew. */
import { signal } from "@preact/signals";
import { type Lock, makeLock, type Opened, openLock } from "./cipher";
import { withDatabase } from "./database";
import { held, hold } from "./held";
import { onChange, tellChange } from "./news";
import * as sealing from "./sealing";

export const SHORTEST = 6;

const STORES = ["drafts", "outbox", "photos", "settings"] as const;
// The sender changes what is being sealed anew.
const SENDER_LOCK = "miedza-outbox";
const TRIES = 5;
const AWAY_MS = 10 * 60_000;

/** `locked` until the PIN was entered in this tab; null until it was looked up. */
export const lockState = signal<"none" | "locked" | "open" | null>(null);

export async function showLock(): Promise<void> {
  const lock = await readLock();
  if (lock?.id !== held()?.id) hold(null);
  lockState.value = lock ? (held() ? "open" : "locked") : "none";
}

/** Whether it was the right one. */
export async function unlock(pin: string): Promise<boolean> {
  const lock = await readLock();
  const opened = lock ? await openLock(lock, pin) : null;
  if (!opened) return false;
  hold(opened);
  await showLock();
  tellChange();
  return true;
}

export async function setPin(pin: string): Promise<void> {
  const { lock, opened } = await makeLock(pin);
  await sealAnew(lock, opened);
}

export async function removePin(): Promise<void> {
  await sealAnew(null, null);
}

/** Locks again after a while out of sight. */
export function lockWhenAway(): void {
  let left = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") left = performance.now();
    else if (held() && performance.now() - left > AWAY_MS) {
      hold(null);
      void showLock();
    }
  });
}

async function readLock(): Promise<Lock | undefined> {
  return (await withDatabase((database) => database.get("settings", "lock"))) as Lock | undefined;
}

async function sealAnew(lock: Lock | null, key: Opened | null): Promise<void> {
  await navigator.locks.request(SENDER_LOCK, async () => {
    for (let turn = 0; turn < TRIES; turn++) if (await replaceAll(lock, key)) return;
    throw new Error("what is kept changes all the time");
  });
  hold(key);
  await showLock();
  tellChange();
}

/** All under the new key in one transaction; false where something was added meanwhile. */
async function replaceAll(lock: Lock | null, key: Opened | null): Promise<boolean> {
  return withDatabase(async (database) => {
    const kept = {
      drafts: await Promise.all((await database.getAll("drafts")).map((each) => redraft(each))),
      outbox: await Promise.all((await database.getAll("outbox")).map((each) => reenter(each))),
      photos: await Promise.all((await database.getAll("photos")).map((each) => rephoto(each))),
    };
    const stored = (await database.get("settings", "key")) as sealing.StoredKey | undefined;
    const ours = stored && (await sealing.sealKey(await sealing.openKey(stored), key));
    const transaction = database.transaction(STORES, "readwrite", { durability: "strict" });
    for (const name of ["drafts", "outbox", "photos"] as const) {
      const found = await transaction.objectStore(name).getAllKeys();
      if (String(found) !== String(kept[name].map((each) => each.id))) {
        transaction.abort();
        await transaction.done.catch(() => undefined);
        return false;
      }
    }
    const settings = transaction.objectStore("settings");
    await Promise.all([
      ...kept.drafts.map((each) => transaction.objectStore("drafts").put(each)),
      ...kept.outbox.map((each) => transaction.objectStore("outbox").put(each)),
      ...kept.photos.map((each) => transaction.objectStore("photos").put(each)),
      ...(ours ? [settings.put(ours, "key")] : []),
      lock ? settings.put(lock, "lock") : settings.delete("lock"),
      transaction.done,
    ]);
    return true;
  });

  async function redraft(stored: sealing.StoredDraft): Promise<sealing.StoredDraft> {
    return sealing.sealDraft(await sealing.openDraft(stored), key);
  }

  async function reenter(stored: sealing.StoredEntry): Promise<sealing.StoredEntry> {
    return sealing.sealEntry(await sealing.openEntry(stored), key);
  }

  async function rephoto(stored: sealing.StoredPhoto): Promise<sealing.StoredPhoto> {
    return sealing.sealPhoto(await sealing.openPhoto(stored), key);
  }
}

onChange(() => void showLock());
