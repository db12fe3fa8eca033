/** The key of this phone: with it reports are sent, and nothing can be read back. */
import { signal } from "@preact/signals";
import { withDatabase, writing } from "../store/database";
import { onChange, tellChange } from "../store/news";

/** Why the service refuses the key that we hold; null while it is not known to. */
export type Refusal = "revoked" | "expired" | "unknown";

interface Kept {
  token: string;
  refused: Refusal | null;
}

/** Whether the phone holds a key, and whether that is refused; null until it was looked up. */
export const keyState = signal<"none" | "good" | Refusal | null>(null);

export async function readKey(): Promise<string | undefined> {
  const kept = await load();
  return kept?.token;
}

export async function keepKey(token: string): Promise<void> {
  await save({ token: token.trim(), refused: null });
}

/** Remembers a refusal of this very key: another one may have been entered meanwhile. */
export async function refuseKey(token: string, refused: Refusal): Promise<void> {
  if ((await readKey()) === token) await save({ token, refused });
}

export async function showKey(): Promise<void> {
  const kept = await load();
  keyState.value = kept ? (kept.refused ?? "good") : "none";
}

onChange(() => void showKey());

async function load(): Promise<Kept | undefined> {
  return (await withDatabase((database) => database.get("settings", "key"))) as Kept | undefined;
}

async function save(kept: Kept): Promise<void> {
  await writing(["settings"], (transaction) =>
    transaction.objectStore("settings").put(kept, "key"),
  );
  tellChange();
}
