/** Reports that were saved: waiting, sent, or refused. None leaves without a receipt. */
import { signal } from "@preact/signals";
import type { IncidentType, ReportCreate } from "../api/types";
import type { Draft } from "../report/drafts";
import type { Form } from "../report/form";
import { withDatabase, writing } from "../store/database";
import { onChange, tellChange } from "../store/news";
import { digestOf } from "./digest";

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
  };
  const isNew = await writing(["outbox", "drafts"], async (transaction) => {
    await transaction.objectStore("drafts").delete(id);
    if (await transaction.objectStore("outbox").getKey(id)) return false;
    await transaction.objectStore("outbox").add(entry);
    return true;
  });
  tellChange();
  if (!isNew) throw new SavedBefore();
  return entry;
}

/** Changes an entry that is still as it was read; a tab that was quicker is not overruled. */
export async function change(entry: Entry, changes: Partial<Entry>): Promise<void> {
  await writing(["outbox"], async (transaction) => {
    const store = transaction.objectStore("outbox");
    const kept = await store.get(entry.id);
    if (kept?.state === entry.state) await store.put({ ...kept, ...changes });
  });
  tellChange();
}

/** Makes a refused report a draft again, in one step: it is never in neither place. */
export async function takeBack(entry: Entry): Promise<Draft | null> {
  const { form } = entry;
  if (!form) return null;
  // Another id, because this one may belong to what the service holds.
  const draft: Draft = { id: crypto.randomUUID(), keptAt: entry.savedAt, form };
  await writing(["outbox", "drafts"], async (transaction) => {
    await transaction.objectStore("drafts").put(draft);
    await transaction.objectStore("outbox").delete(entry.id);
  });
  tellChange();
  return draft;
}

export async function forget(id: string): Promise<void> {
  await writing(["outbox"], (transaction) => transaction.objectStore("outbox").delete(id));
  tellChange();
}

export async function listEntries(): Promise<Entry[]> {
  const found = await withDatabase((database) => database.getAll("outbox"));
  return found.sort((one, other) => other.savedAt - one.savedAt);
}

export async function showEntries(): Promise<void> {
  entries.value = await listEntries();
}

onChange(() => void showEntries());
