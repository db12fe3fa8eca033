/** Sends what waits: one sender at a time over all tabs, again until there is a receipt. */
import { keyState, readKey, refuseKey } from "../device/key";
import { lowData } from "../device/lowdata";
import { readPhoto } from "../photos/store";
import { onChange } from "../store/news";
import { type Answer, meaningOf, photoMeaningOf } from "./answer";
import { backoffMs, isDue } from "./backoff";
import {
  change,
  changePhoto,
  type Entry,
  listEntries,
  photosOf,
  type SentPhoto,
  sending,
} from "./entries";

const LOCK = "miedza-outbox";
const TEXT = { mediaType: "application/json", patienceMs: 60_000 };
// Half a megabyte on the worst of lines.
const JPEG = { mediaType: "image/jpeg", patienceMs: 300_000 };
const NO_ANSWER = { kind: "wait", seconds: null } as const;
const LOOK_EVERY_MS = 5_000;

let photosByHand = false;

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

/** In low-data mode photos wait for this. It holds until the page is closed. */
export function sendPhotosToo(): void {
  photosByHand = true;
  void sendDue(true);
}

/** What is sent next: a text, or with `photo` one of the photos of a report that has arrived. */
interface Task {
  entry: Entry;
  photo: SentPhoto | null;
}

async function sendUntilDone(all: boolean): Promise<void> {
  const tried = new Set<string>();
  for (;;) {
    const token = await readKey();
    if (!token || keyState.peek() !== "good") return;
    const due = tasksOf((await listEntries()).reverse()).filter(
      ({ entry }) => all || isDue(entry.nextTry, Date.now()),
    );
    const next = due.find((each) => !tried.has(nameOf(each)));
    if (!next) return;
    tried.add(nameOf(next));
    sending.value = next.entry.id;
    try {
      if (next.photo) await sendPhoto(next.entry, next.photo, token);
      else await send(next.entry, token);
    } finally {
      sending.value = null;
    }
  }
}

/** Every text before any photo: a photo may take minutes. */
function tasksOf(entries: Entry[]): Task[] {
  const texts = entries.filter((each) => each.state === "waiting");
  const arrived = entries.filter((each) => each.state === "sent" && mayGoNow());
  return [
    ...texts.map((entry) => ({ entry, photo: null })),
    ...arrived.flatMap((entry) =>
      photosOf(entry)
        .filter((photo) => photo.state === "waiting")
        .map((photo) => ({ entry, photo })),
    ),
  ];
}

function mayGoNow(): boolean {
  return !lowData.peek() || photosByHand;
}

function nameOf({ entry, photo }: Task): string {
  return `${entry.id}/${photo?.id ?? ""}`;
}

async function send(entry: Entry, token: string): Promise<void> {
  const answer = await put(`/api/reports/${entry.id}`, entry.body, TEXT, token).catch(() => null);
  const meaning = answer ? meaningOf(answer, entry.id, entry.sha256) : NO_ANSWER;
  const tries = entry.tries + 1;
  switch (meaning.kind) {
    case "sent": {
      // What was said is no longer needed here: a phone that is taken tells as little as it can.
      const done = { state: "sent", code: meaning.code, body: "", form: null } as const;
      // The photos begin their own tries.
      const own = photosOf(entry).length > 0 ? { tries: 0, nextTry: 0 } : { tries };
      return change(entry, { ...done, ...own });
    }
    case "refused":
      return change(entry, { state: "refused", refusal: meaning.why, tries });
    case "key":
      return refuseKey(token, meaning.refusal);
    case "wait":
      return change(entry, later(tries, meaning.seconds));
  }
}

async function sendPhoto(entry: Entry, photo: SentPhoto, token: string): Promise<void> {
  const kept = await readPhoto(photo.id);
  if (!kept) return changePhoto(entry.id, { ...photo, state: "refused", refusal: "" });
  const path = `/api/reports/${entry.id}/photos/${photo.sha256}`;
  const answer = await put(path, kept.bytes, JPEG, token).catch(() => null);
  const meaning = answer ? photoMeaningOf(answer, entry.id, photo.sha256) : NO_ANSWER;
  switch (meaning.kind) {
    case "sent":
      return changePhoto(entry.id, { ...photo, state: "sent" });
    case "refused":
      return changePhoto(entry.id, { ...photo, state: "refused", refusal: meaning.why });
    case "key":
      return refuseKey(token, meaning.refusal);
    case "wait":
      return change(entry, later(entry.tries + 1, meaning.seconds));
  }
}

function later(tries: number, seconds: number | null): Pick<Entry, "tries" | "nextTry"> {
  return { tries, nextTry: Date.now() + backoffMs(tries, seconds, Math.random()) };
}

async function put(
  path: string,
  body: BodyInit,
  { mediaType, patienceMs }: typeof TEXT,
  token: string,
): Promise<Answer> {
  const answer = await fetch(path, {
    method: "PUT",
    body,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": mediaType,
      "Miedza-Sent-At": new Date().toISOString(),
    },
    // A portal's page elsewhere is no answer of ours.
    redirect: "error",
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(patienceMs),
  });
  return {
    status: answer.status,
    mediaType: (answer.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "",
    retryAfter: answer.headers.get("retry-after"),
    text: await answer.text(),
  };
}
