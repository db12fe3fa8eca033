/** Encryption by a PIN: a random key seals what is kept, and the PIN only opens that key. */

/** What a PIN is stretched by; as many rounds as a small phone does in about a second. */
const ROUNDS = 600_000;
const SALT_BYTES = 16;
const IV_BYTES = 12;

type Bytes = Uint8Array<ArrayBuffer>;

export interface Sealed {
  /** The id of the lock that it lies under. */
  lock: string;
  iv: Bytes;
  data: ArrayBuffer;
}

/** What is stored of a PIN: without the PIN it opens nothing. */
export interface Lock {
  id: string;
  rounds: number;
  salt: Bytes;
  iv: Bytes;
  wrapped: ArrayBuffer;
}

/** An opened lock; the key can be used here and read by nobody. */
export interface Opened {
  id: string;
  key: CryptoKey;
}

export async function makeLock(pin: string): Promise<{ lock: Lock; opened: Opened }> {
  const salt = random(SALT_BYTES);
  const iv = random(IV_BYTES);
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, [
    "encrypt",
    "decrypt",
  ]);
  const opener = await openerOf(pin, salt, ROUNDS);
  const wrapped = await crypto.subtle.wrapKey("raw", key, opener, { name: "AES-GCM", iv });
  const lock = { id: crypto.randomUUID(), rounds: ROUNDS, salt, iv, wrapped };
  const opened = await openLock(lock, pin);
  if (!opened) throw new Error("a lock does not open");
  return { lock, opened };
}

/** Null for a PIN that is not the right one. */
export async function openLock(lock: Lock, pin: string): Promise<Opened | null> {
  const opener = await openerOf(pin, lock.salt, lock.rounds);
  const how = { name: "AES-GCM", iv: lock.iv };
  const usages: KeyUsage[] = ["encrypt", "decrypt"];
  try {
    const key = await crypto.subtle.unwrapKey(
      "raw",
      lock.wrapped,
      opener,
      how,
      "AES-GCM",
      false,
      usages,
    );
    return { id: lock.id, key };
  } catch {
    return null;
  }
}

export async function sealBytes({ id, key }: Opened, bytes: BufferSource): Promise<Sealed> {
  const iv = random(IV_BYTES);
  return { lock: id, iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

/** Throws for bytes that were changed, or sealed under another key. */
export function openBytes({ key }: Opened, { iv, data }: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);
}

export function sealJson(opened: Opened, value: unknown): Promise<Sealed> {
  return sealBytes(opened, new TextEncoder().encode(JSON.stringify(value)));
}

export async function openJson<Value>(opened: Opened, sealed: Sealed): Promise<Value> {
  return JSON.parse(new TextDecoder().decode(await openBytes(opened, sealed))) as Value;
}

async function openerOf(pin: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const typed = new TextEncoder().encode(pin.normalize("NFC"));
  const base = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  const made = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(how, base, made, false, ["wrapKey", "unwrapKey"]);
}

function random(bytes: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
