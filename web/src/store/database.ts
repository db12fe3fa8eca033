/** What the phone keeps: drafts, the outbox and settings, in one IndexedDB. */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import type { Lock, Opened } from "./cipher";
import { held } from "./held";
import { Locked, type StoredDraft, type StoredEntry, type StoredPhoto } from "./sealing";

export const NAME = "miedza";

export interface Stores extends DBSchema {
  drafts: { key: string; value: StoredDraft };
  outbox: { key: string; value: StoredEntry };
  photos: { key: string; value: StoredPhoto };
  settings: { key: string; value: unknown };
}

type StoreName = "drafts" | "outbox" | "photos" | "settings";
export type Writing = IDBPTransaction<Stores, StoreName[], "readwrite">;
type Upgrade = (database: IDBPDatabase<Stores>) => void;

// One step for each version, in their order; a step adds and changes, and never drops what waits.
const STEPS: readonly Upgrade[] = [
  (database) => {
    database.createObjectStore("drafts", { keyPath: "id" });
    database.createObjectStore("outbox", { keyPath: "id" });
    database.createObjectStore("settings");
  },
  (database) => {
    database.createObjectStore("photos", { keyPath: "id" });
  },
];

let opened: Promise<IDBPDatabase<Stores>> | undefined;
let isOver = false;

/** Works on the open database. A connection that the system has closed is opened again, once. */
export async function withDatabase<Result>(
  work: (database: IDBPDatabase<Stores>) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(await open());
  } catch (fault) {
    if (!isClosed(fault)) throw fault;
    opened = undefined;
    return work(await open());
  }
}

/**
 * One durable transaction over all stores: all of it is kept, or none of it.
 *
 * Nothing is written where another tab has set or changed the PIN meanwhile: it would lie open.
 */
export async function writing<Result>(
  names: StoreName[],
  work: (transaction: Writing) => Promise<Result>,
  key: Opened | null = held(),
): Promise<Result> {
  return withDatabase(async (database) => {
    // Strict: what the form calls saved has reached the disk.
    const all = [...new Set<StoreName>([...names, "settings"])];
    const transaction = database.transaction(all, "readwrite", { durability: "strict" });
    const lock = (await transaction.objectStore("settings").get("lock")) as Lock | undefined;
    if (lock?.id !== key?.id) throw new Locked();
    const [result] = await Promise.all([work(transaction), transaction.done]);
    return result;
  });
}

/**
 * The same with something that is sealed first, which no transaction waits for.
 *
 * Where the PIN was set or changed between the two, it is sealed anew.
 */
export async function writingSealed<Stored, Result>(
  seal: (key: Opened | null) => Promise<Stored>,
  names: StoreName[],
  work: (transaction: Writing, stored: Stored) => Promise<Result>,
): Promise<Result> {
  for (;;) {
    const key = held();
    const stored = await seal(key);
    try {
      return await writing(names, (transaction) => work(transaction, stored), key);
    } catch (fault) {
      if (!(fault instanceof Locked) || held()?.id === key?.id) throw fault;
    }
  }
}

/** Closes for good, so that nothing that still runs here makes a deleted database anew. */
export async function endDatabase(): Promise<void> {
  isOver = true;
  await closeDatabase();
}

async function closeDatabase(): Promise<void> {
  const database = await opened?.catch(() => undefined);
  opened = undefined;
  database?.close();
}

function open(): Promise<IDBPDatabase<Stores>> {
  if (isOver) return Promise.reject(new Error("everything was deleted"));
  opened ??= openDB<Stores>(NAME, STEPS.length, {
    upgrade: (database, before) => {
      for (const step of STEPS.slice(before)) step(database);
    },
    // A newer version in another tab must not wait for this one.
    blocking: () => void closeDatabase(),
    terminated: () => {
      opened = undefined;
    },
  }).catch((fault: unknown) => {
    opened = undefined;
    throw fault;
  });
  return opened;
}

function isClosed(fault: unknown): boolean {
  return fault instanceof DOMException && fault.name === "InvalidStateError";
}

/** Whether the phone has no room left. */
export function isFull(fault: unknown): boolean {
  return fault instanceof DOMException && fault.name === "QuotaExceededError";
}

/** Asks the browser not to make room with what waits here; it may say no. */
export async function keepForLong(): Promise<void> {
  await navigator.storage?.persist?.().catch(() => false);
}
