/** Sends what waits: one sender at a time over all tabs, again until there is a receipt. */
import { keyState, readKey, refuseKey } from "../device/key";
import { onChange } from "../store/news";
import { type Answer, meaningOf } from "./answer";
import { backoffMs, isDue } from "./backoff";
import { change, type Entry, listEntries, sending } from "./entries";

const LOCK = "miedza-outbox";
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 5_000;

/** Sends at the start, when a line comes back, when the page is looked at, and after a saving. */
export function keepSending(): void {
  const now = () => void sendDue();
  addEventListener("online", () => void sendDue(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") now();
  });
  onChange(now);
  setInterval(now, LOOK_EVERY_MS);
  now();
}

/** Sends what is due; with `all`, also what waits for a later try. */
export async function sendDue(all = false): Promise<void> {
  if (!navigator.onLine) return;
  // Who comes while another one sends goes away: that one looks again until nothing is due.
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock) await sendUntilDone(all);
  });
}

async function sendUntilDone(all: boolean): Promise<void> {
  const tried = new Set<string>();
  for (;;) {
    const token = await readKey();
    if (!token || keyState.peek() !== "good") return;
    const waiting = (await listEntries()).reverse().filter((each) => each.state === "waiting");
    const next = waiting.find(
      (each) => !tried.has(each.id) && (all || isDue(each.nextTry, Date.now())),
    );
    if (!next) return;
    tried.add(next.id);
    sending.value = next.id;
    try {
      await send(next, token);
    } finally {
      sending.value = null;
    }
  }
}

async function send(entry: Entry, token: string): Promise<void> {
  const answer = await put(entry, token).catch(() => null);
  const meaning = answer
    ? meaningOf(answer, entry.id, entry.sha256)
    : ({ kind: "wait", seconds: null } as const);
  const tries = entry.tries + 1;
  switch (meaning.kind) {
    case "sent":
      // What was said is no longer needed here: a phone that is taken tells as little as it can.
      return change(entry, { state: "sent", code: meaning.code, tries, body: "", form: null });
    case "refused":
      return change(entry, { state: "refused", refusal: meaning.why, tries });
    case "key":
      return refuseKey(token, meaning.refusal);
    case "wait": {
      const wait = backoffMs(tries, meaning.seconds, Math.random());
      return change(entry, { tries, nextTry: Date.now() + wait });
    }
  }
}

async function put(entry: Entry, token: string): Promise<Answer> {
  const answer = await fetch(`/api/reports/${entry.id}`, {
    method: "PUT",
    body: entry.body,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      "Miedza-Sent-At": new Date().toISOString(),
    },
    // A portal's page elsewhere is no answer of ours.
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return {
    status: answer.status,
    mediaType: (answer.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "",
    retryAfter: answer.headers.get("retry-after"),
    text: await answer.text(),
  };
}
