/** Photos on the phone, each beside the draft or the report that it belongs to. */

import { type Writing, withDatabase, writing, writingSealed } from "../store/database";
import { tellChange } from "../store/news";
import { openPhoto, sealPhoto } from "../store/sealing";

/** A photo as drafts and reports name it. */
export interface Photo {
  id: string;
  sha256: string;
}

export interface KeptPhoto extends Photo {
  /** Bytes and not a `Blob`: some browsers lose the file behind a blob. */
  bytes: ArrayBuffer;
  keptAt: number;
}

/** As the service has it, for one report. */
export const MOST = 6;

const ORPHAN_MS = 24 * 3_600_000;

export async function keepPhoto(photo: KeptPhoto): Promise<void> {
  await writingSealed(
    (key) => sealPhoto(photo, key),
    ["photos"],
    (transaction, stored) => transaction.objectStore("photos").put(stored),
  );
}

export async function readPhoto(id: string): Promise<KeptPhoto | undefined> {
  const stored = await withDatabase((database) => database.get("photos", id));
  return stored && openPhoto(stored);
}

export async function dropPhotos(photos: readonly Photo[]): Promise<void> {
  if (photos.length === 0) return;
  await writing(["photos"], (transaction) => dropIn(transaction, photos));
  tellChange();
}

/** In a transaction that also changes what they belonged to. */
export async function dropIn(transaction: Writing, photos: readonly Photo[]): Promise<void> {
  const store = transaction.objectStore("photos");
  await Promise.all(photos.map((each) => store.delete(each.id)));
}

/** Drops photos of forms that were closed before they became a draft; a day leaves time for one. */
export async function dropOrphans(now: number): Promise<void> {
  await writing(["drafts", "outbox", "photos"], async (transaction) => {
    const drafts = await transaction.objectStore("drafts").getAll();
    const entries = await transaction.objectStore("outbox").getAll();
    const photos = await transaction.objectStore("photos").getAll();
    const named = new Set(
      [...drafts.map((each) => each.form.photos), ...entries.map((each) => each.photos)]
        .flatMap((each) => each ?? [])
        .map((each) => each.id),
    );
    const orphans = photos.filter((each) => !named.has(each.id) && now - each.keptAt > ORPHAN_MS);
    await dropIn(transaction, orphans);
  });
}
