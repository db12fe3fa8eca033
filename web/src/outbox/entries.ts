/** Reports that were saved: waiting, sent, or refused. None leaves without a receipt. */
import { signal } from "@preact/signals";
import type { IncidentType, ReportCreate } from "../api/types";
import { dropIn, type Photo } from "../photos/store";
import type { Draft } from "../report/drafts";
import type { Form } from "../report/form";
import type { Opened } from "../store/cipher";
import { withDatabase, writing, writingSealed } from "../store/database";
import { onChange, tellChange } from "../store/news";
import { Locked, openEntry, sealDraft, sealEntry, sealedParts } from "../store/sealing";
import { digestOf } from "./digest";

export interface SentPhoto extends Photo {
  state: "waiting" | "sent" | "refused";
  /** Why it was refused, in the service's words. */
  refusal: string | null;
}

export interface Entry {
  id: string;
  type: IncidentType;
  savedAt: number;
  /** The exact text that is sent, again and again, until there is a receipt for it. */
  body: string;
  sha256: string;
  /** What it was made of, for the case that it is refused and written again. */
  form: Form | null;
  state: "waiting" | "sent" | "refused";
  tries: number;
  /** When it may be tried again, in milliseconds since 1970. */
  nextTry: number;
  /** The code of its receipt, once it is sent. */
  code: string | null;
  /** Why it was refused, in the service's words. */
  refusal: string | null;
  /** They follow the text, each by itself; absent in entries of before photos. */
  photos?: SentPhoto[];
}

/** Of all entries the newest first; null until they were looked up. */
export const entries = signal<Entry[] | null>(null);
/** The entry that is on its way now. */
export const sending = signal<string | null>(null);

/** The report was saved before, by a second tap or in another tab. */
export class SavedBefore extends Error {}

/**
 * Keeps a report for sending, in the transaction that ends its draft.
 *
 * It has the id of the draft that it was, so one draft never becomes two reports.
 */
export async function enqueue(report: ReportCreate, form: Form, id: string): Promise<Entry> {
  const body = JSON.stringify(report);
  const entry: Entry = {
    id,
    type: report.type,
    savedAt: Date.now(),
    body,
    sha256: await digestOf(body),
    form,
    state: "waiting",
    tries: 0,
    nextTry: 0,
    code: null,
    refusal: null,
    photos: (form.photos ?? []).map((each) => ({ ...each, state: "waiting", refusal: null })),
  };
  const seal = (key: Opened | null) => sealEntry(entry, key);
  const isNew = await writingSealed(seal, ["outbox", "drafts"], async (transaction, stored) => {
    await transaction.objectStore("drafts").delete(id);
    if (await transaction.objectStore("outbox").getKey(id)) return false;
    await transaction.objectStore("outbox").add(stored);
    return true;
  });
  tellChange();
  if (!isNew) throw new SavedBefore();
  return entry;
}

/** Changes an entry that is still as it was read; a tab that was quicker is not overruled. */
export async function change(entry: Entry, changes: Partial<Entry>): Promise<void> {
  const seal = (key: Opened | null) => sealedParts({ ...entry, ...changes }, key);
  await writingSealed(seal, ["outbox"], async (transaction, sealed) => {
    const store = transaction.objectStore("outbox");
    const kept = await store.get(entry.id);
    if (kept?.state === entry.state) await store.put({ ...kept, ...changes, ...sealed });
  });
  tellChange();
}

/** Notes what became of a photo; the bytes of one that has arrived leave the phone. */
export async function changePhoto(id: string, photo: SentPhoto): Promise<void> {
  await writing(["outbox", "photos"], async (transaction) => {
    const store = transaction.objectStore("outbox");
    const kept = await store.get(id);
    if (!kept) return;
    const photos = photosOf(kept).map((each) => (each.id === photo.id ? photo : each));
    await store.put({ ...kept, photos, tries: 0, nextTry: 0 });
    if (photo.state === "sent") await dropIn(transaction, [photo]);
  });
  tellChange();
}

/** Takes the photos that were refused away from the phone, and from the list. */
export async function dropRefusedPhotos(id: string): Promise<void> {
  await writing(["outbox", "photos"], async (transaction) => {
    const store = transaction.objectStore("outbox");
    const kept = await store.get(id);
    if (!kept) return;
    const refused = photosOf(kept).filter((each) => each.state === "refused");
    await store.put({ ...kept, photos: photosOf(kept).filter((each) => !refused.includes(each)) });
    await dropIn(transaction, refused);
  });
  tellChange();
}

export function photosOf(entry: Entry): SentPhoto[] {
  return entry.photos ?? [];
}

/** Whether anything of it has not arrived. */
export function isUnsent(entry: Entry): boolean {
  return entry.state !== "sent" || photosOf(entry).some((each) => each.state !== "sent");
}

/** Makes a refused report a draft again, in one step: it is never in neither place. */
export async function takeBack(entry: Entry): Promise<Draft | null> {
  const { form } = entry;
  if (!form) return null;
  // Another id, because this one may belong to what the service holds.
  const draft: Draft = { id: crypto.randomUUID(), keptAt: entry.savedAt, form };
  const seal = (key: Opened | null) => sealDraft(draft, key);
  await writingSealed(seal, ["outbox", "drafts"], async (transaction, stored) => {
    await transaction.objectStore("drafts").put(stored);
    await transaction.objectStore("outbox").delete(entry.id);
  });
  tellChange();
  return draft;
}

/** Takes the entry away for good, and its photos. */
export async function discard(entry: Entry): Promise<void> {
  await writing(["outbox", "photos"], async (transaction) => {
    await transaction.objectStore("outbox").delete(entry.id);
    await dropIn(transaction, photosOf(entry));
  });
  tellChange();
}

/** Takes away what has wholly arrived; the receipts of it are gone then. */
export async function discardSent(): Promise<void> {
  await writing(["outbox"], async (transaction) => {
    const store = transaction.objectStore("outbox");
    const sent = (await store.getAll()).filter((each) => !isUnsent(each));
    await Promise.all(sent.map((each) => store.delete(each.id)));
  });
  tellChange();
}

export async function listEntries(): Promise<Entry[]> {
  const stored = await withDatabase((database) => database.getAll("outbox"));
  const found = await Promise.all(stored.map((each) => openEntry(each)));
  return found.sort((one, other) => other.savedAt - one.savedAt);
}

export async function showEntries(): Promise<void> {
  // Behind a PIN that was not entered there is nothing to show.
  entries.value = await listEntries().catch(onlyLocked);
}

function onlyLocked(fault: unknown): null {
  if (fault instanceof Locked) return null;
  throw fault;
}

onChange(() => void showEntries());
