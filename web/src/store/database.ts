/** What the phone keeps: drafts, the outbox and settings, in one IndexedDB. */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import type { Entry } from "../outbox/entries";
import type { Draft } from "../report/drafts";

export const NAME = "miedza";

export interface Stores extends DBSchema {
  drafts: { key: string; value: Draft };
  outbox: { key: string; value: Entry };
  settings: { key: string; value: unknown };
}

type StoreName = "drafts" | "outbox" | "settings";
type Writing = IDBPTransaction<Stores, StoreName[], "readwrite">;
type Upgrade = (database: IDBPDatabase<Stores>) => void;

// One step for each version, in their order; a step adds and changes, and never drops what waits.
const STEPS: readonly Upgrade[] = [
  (database) => {
    database.createObjectStore("drafts", { keyPath: "id" });
    database.createObjectStore("outbox", { keyPath: "id" });
    database.createObjectStore("settings");
  },
];

let opened: Promise<IDBPDatabase<Stores>> | undefined;

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

/** One durable transaction over all stores: all of it is kept, or none of it. */
export async function writing<Result>(
  names: StoreName[],
  work: (transaction: Writing) => Promise<Result>,
): Promise<Result> {
  return withDatabase(async (database) => {
    // Strict: what the form calls saved has reached the disk.
    const transaction = database.transaction(names, "readwrite", { durability: "strict" });
    const [result] = await Promise.all([work(transaction), transaction.done]);
    return result;
  });
}

/** Closes the connection, so that the database can be deleted. */
export async function closeDatabase(): Promise<void> {
  const database = await opened?.catch(() => undefined);
  opened = undefined;
  database?.close();
}

function open(): Promise<IDBPDatabase<Stores>> {
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
