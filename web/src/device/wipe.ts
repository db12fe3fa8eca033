/** Deletes all that this phone holds of us, and leaves a blank page. */
import { closeDatabase, NAME } from "../store/database";

export async function wipe(): Promise<void> {
  await closeDatabase();
  // Each by itself: what fails must not keep the rest.
  await Promise.allSettled([dropDatabases(), dropCaches(), dropFiles(), dropWorkers()]);
  localStorage.clear();
  sessionStorage.clear();
  location.replace("about:blank");
}

async function dropDatabases(): Promise<void> {
  const found = (await indexedDB.databases?.()) ?? [];
  const names = new Set([NAME, ...found.map((each) => each.name ?? "")]);
  await Promise.all([...names].filter(Boolean).map(dropDatabase));
}

function dropDatabase(name: string): Promise<void> {
  return new Promise((done) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = asked.onerror = asked.onblocked = () => done();
  });
}

async function dropCaches(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function dropFiles(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  for await (const name of (root as unknown as { keys(): AsyncIterable<string> }).keys()) {
    await root.removeEntry(name, { recursive: true });
  }
}

async function dropWorkers(): Promise<void> {
  const found = await navigator.serviceWorker.getRegistrations();
  await Promise.all(found.map((each) => each.unregister()));
}
