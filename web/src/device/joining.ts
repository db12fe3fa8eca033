/** Redeems an invitation: its code becomes the key of this phone. */

import type { Opened } from "../store/cipher";
import { withDatabase, writing, writingSealed } from "../store/database";
import { tellChange } from "../store/news";
import { sealKey } from "../store/sealing";
import type { Language } from "../text";
import { isLanguage } from "../text/languages";
import type { Kept } from "./key";

export type Joined =
  | { kind: "joined"; language: Language }
  | { kind: "refused"; why: "unknown" | "used" | "expired" }
  | { kind: "wait" };

export interface Reply {
  status: number;
  mediaType: string;
  text: string;
}

interface Attempt {
  code: string;
  attempt: string;
}

const PATIENCE_MS = 30_000;
const REFUSALS = {
  invite_unknown: "unknown",
  invite_used: "used",
  invite_expired: "expired",
} as const;

/** The code of a link, or as it was typed. */
export function codeOf(entered: string): string {
  const link = /#\/join\/([^/?#\s]+)/.exec(entered);
  return (link?.[1] ?? entered).trim().toUpperCase();
}

/** The answer may get lost: the same code is always tried with the same attempt. */
export async function join(entered: string): Promise<Joined> {
  const tried = await attemptFor(codeOf(entered));
  const reply = await post(tried).catch(() => null);
  const read = reply ? readReply(reply) : ({ kind: "wait" } as const);
  if (read.kind !== "key") return read;
  const seal = (key: Opened | null) => sealKey(read.kept, key);
  await writingSealed(seal, ["settings"], async (transaction, stored) => {
    await transaction.objectStore("settings").put(stored, "key");
    await transaction.objectStore("settings").delete("attempt");
  });
  tellChange();
  return { kind: "joined", language: read.language };
}

type Read = { kind: "key"; kept: Kept; language: Language } | Exclude<Joined, { kind: "joined" }>;

/** Only a whole answer of ours is believed; all else may be somebody on the way. */
export function readReply({ status, mediaType, text }: Reply): Read {
  const said = parsed(text);
  if ((status === 200 || status === 201) && mediaType === "application/json") {
    const { token, pseudonym, team, language } = said;
    const whole = [token, pseudonym, team].every((each) => typeof each === "string" && each !== "");
    if (whole && isLanguage(language)) {
      const device = { pseudonym: String(pseudonym), team: String(team) };
      return { kind: "key", kept: { token: String(token), refused: null, device }, language };
    }
  } else if (mediaType === "application/problem+json" && typeof said.code === "string") {
    const why = REFUSALS[said.code as keyof typeof REFUSALS];
    if (why) return { kind: "refused", why };
    // What cannot even be read as a code is one that nobody has.
    if (status === 422) return { kind: "refused", why: "unknown" };
  }
  return { kind: "wait" };
}

async function attemptFor(code: string): Promise<Attempt> {
  const kept = (await withDatabase((database) => database.get("settings", "attempt"))) as
    | Attempt
    | undefined;
  if (kept?.code === code) return kept;
  const made = { code, attempt: crypto.randomUUID() };
  await writing(["settings"], (transaction) =>
    transaction.objectStore("settings").put(made, "attempt"),
  );
  return made;
}

async function post(tried: Attempt): Promise<Reply> {
  const answer = await fetch("/api/devices", {
    method: "POST",
    body: JSON.stringify(tried),
    headers: { "Content-Type": "application/json" },
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const mediaType = (answer.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
  return { status: answer.status, mediaType, text: await answer.text() };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
