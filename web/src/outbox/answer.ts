/** What an answer means. Only a receipt for these very bytes ends the sending. */
import type { Refusal } from "../device/key";

export type Meaning =
  | { kind: "sent"; code: string }
  | { kind: "refused"; why: string }
  | { kind: "key"; refusal: Refusal }
  | { kind: "wait"; seconds: number | null };

export interface Answer {
  status: number;
  mediaType: string;
  retryAfter: string | null;
  text: string;
}

const KEY_FAULTS: Readonly<Record<string, Refusal>> = {
  device_revoked: "revoked",
  key_revoked: "revoked",
  key_expired: "expired",
  key_unknown: "unknown",
  // A key of another kind: it is the key that is wrong, and not the report.
  role_insufficient: "unknown",
  scope_insufficient: "unknown",
};
// What sending again cannot mend. All else may be somebody on the way, or pass.
const FINAL = new Set([400, 403, 409, 413, 415, 422]);

/** A portal or proxy may answer anything with any status: what it says is not believed. */
export function meaningOf(answer: Answer, id: string, sha256: string): Meaning {
  const said = parsed(answer);
  if (answer.status === 200 || answer.status === 201) {
    const ours = answer.mediaType === "application/json" && said?.id === id;
    if (ours && said?.sha256 === sha256 && typeof said.code === "string") {
      return { kind: "sent", code: said.code };
    }
  } else if (answer.mediaType === "application/problem+json" && typeof said?.code === "string") {
    const refusal = KEY_FAULTS[said.code];
    if (refusal) return { kind: "key", refusal };
    if (FINAL.has(answer.status)) return { kind: "refused", why: explanation(said) };
  }
  return { kind: "wait", seconds: secondsOf(answer.retryAfter) };
}

function parsed({ text, mediaType }: Answer): Record<string, unknown> | null {
  if (!mediaType.endsWith("json")) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function explanation(said: Record<string, unknown>): string {
  const problems = Array.isArray(said.errors) ? said.errors : [];
  const told = problems.map(({ field, wrong }) => `${field}: ${wrong}`);
  return [said.detail ?? said.title ?? said.code, ...told].join("; ");
}

function secondsOf(retryAfter: string | null): number | null {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}
