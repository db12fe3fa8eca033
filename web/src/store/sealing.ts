/**
 * What a PIN hides of each kind of record: all that was said, and the key of the phone.
 *
 * When a report was saved, whether it was sent and the code of its receipt stay readable, so that
 * a record can be changed within one transaction, in which nothing can be encrypted.
 */
import type { Kept as KeptKey } from "../device/key";
import type { Entry } from "../outbox/entries";
import type { KeptPhoto } from "../photos/store";
import type { Draft } from "../report/drafts";
import type { Form } from "../report/form";
import { type Opened, openBytes, openJson, type Sealed, sealBytes, sealJson } from "./cipher";
import { held } from "./held";

interface Hidden {
  sealed?: Sealed;
}

export type StoredEntry = Entry & Hidden;
export type StoredDraft = Draft & Hidden;
export type StoredPhoto = KeptPhoto & Hidden;
export type StoredKey = KeptKey | { sealed: Sealed };

type Said = Pick<Entry, "type" | "body" | "form">;

/** The members of an entry that say something, sealed; none of them without a PIN. */
export async function sealedParts(entry: Entry, key = held()): Promise<Partial<StoredEntry>> {
  if (!key) return {};
  const said: Said = { type: entry.type, body: entry.body, form: entry.form };
  return { type: "other", body: "", form: null, sealed: await sealJson(key, said) };
}

export async function sealEntry(entry: Entry, key = held()): Promise<StoredEntry> {
  return { ...entry, ...(await sealedParts(entry, key)) };
}

export async function openEntry({ sealed, ...entry }: StoredEntry, key = held()): Promise<Entry> {
  return sealed ? { ...entry, ...(await openJson<Said>(needed(key, sealed), sealed)) } : entry;
}

/** Photos are named in the open, so that none is taken for one that belongs to nobody. */
export async function sealDraft(draft: Draft, key = held()): Promise<StoredDraft> {
  if (!key) return draft;
  const form = { photos: draft.form.photos ?? [] } as unknown as Form;
  return { ...draft, form, sealed: await sealJson(key, draft.form) };
}

export async function openDraft({ sealed, ...draft }: StoredDraft, key = held()): Promise<Draft> {
  return sealed ? { ...draft, form: await openJson<Form>(needed(key, sealed), sealed) } : draft;
}

export async function sealPhoto(photo: KeptPhoto, key = held()): Promise<StoredPhoto> {
  if (!key) return photo;
  return { ...photo, bytes: new ArrayBuffer(0), sealed: await sealBytes(key, photo.bytes) };
}

export async function openPhoto(
  { sealed, ...photo }: StoredPhoto,
  key = held(),
): Promise<KeptPhoto> {
  return sealed ? { ...photo, bytes: await openBytes(needed(key, sealed), sealed) } : photo;
}

export async function sealKey(kept: KeptKey, key = held()): Promise<StoredKey> {
  return key ? { sealed: await sealJson(key, kept) } : kept;
}

export async function openKey(stored: StoredKey, key = held()): Promise<KeptKey> {
  return "sealed" in stored ? openJson<KeptKey>(needed(key, stored.sealed), stored.sealed) : stored;
}

/** Another tab may have changed the PIN since this one was unlocked. */
function needed(key: Opened | null, { lock }: Sealed): Opened {
  if (key?.id !== lock) throw new Locked();
  return key;
}

/** What is asked for is under a PIN that was not entered here. */
export class Locked extends Error {}
