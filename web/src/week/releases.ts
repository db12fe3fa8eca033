/** Reads released weeks from the API; what was read last is kept for a day without a line. */

export interface Entry {
  readonly week: string;
  readonly vintage: number;
  readonly released_at: string;
  readonly sha256: string;
}

export interface Planned {
  readonly on: string;
  readonly week: string;
  readonly schedule: string;
  readonly vintage: number | null;
}

export type Row = Readonly<Record<string, string | number | boolean | null>>;

export interface Change {
  readonly table: string;
  readonly series: string;
  readonly measure: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly classes?: readonly string[];
  readonly [dimension: string]: unknown;
}

/** A vintage's document: older ones have fewer members, so each may be missing. */
export interface Release {
  readonly week: string;
  readonly vintage: number;
  readonly released_at: string;
  readonly from: string;
  readonly to: string;
  readonly status?: string;
  readonly next?: { readonly schedule: string; readonly on: string } | null;
  readonly reason?: string;
  readonly cells?: readonly Row[];
  readonly comparisons?: readonly Row[];
  readonly curve?: readonly Row[];
  readonly guarded?: { readonly rows?: readonly Row[] };
}

export interface Kept<Content> {
  readonly content: Content;
  /** The service was not reached: this is what it said before. */
  readonly isOld: boolean;
}

/** `status` is 0 where no answer of the service came. */
export class ReleaseFault extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the service answered ${status}`);
    this.status = status;
  }
}

export const PATH = "/api/summaries/weekly";
// Not of the shell's own caches, which a new version throws away.
const CACHE = "weeks-1";
const MOST_KEPT = 60;
const PAGE = 500;

export async function listReleases(): Promise<Kept<readonly Entry[]>> {
  const entries: Entry[] = [];
  let isOld = false;
  let address: string | undefined = `${PATH}?limit=${PAGE}`;
  while (address) {
    const page: Kept<List> = await readJson<List>(address, isList);
    entries.push(...page.content.releases);
    isOld ||= page.isOld;
    address = page.content.links?.find((link) => link.rel === "next")?.href;
  }
  return { content: entries, isOld };
}

export function readRelease(week: string, vintage: number): Promise<Kept<Release>> {
  return readJson(`${PATH}/${week}?vintage=${vintage}`, isRelease);
}

export async function readChanges(week: string, from: number, to: number): Promise<Change[]> {
  const address = `${PATH}/${week}/diff?from=${from}&to=${to}`;
  return (await readJson(address, hasChanges)).content.changes;
}

export async function readCalendar(from: Date, to: Date): Promise<readonly Planned[]> {
  const [first, last] = [from, to].map((day) => day.toISOString().slice(0, 10));
  const address = `/api/summaries/calendar?from=${first}&to=${last}`;
  return (await readJson(address, isCalendar)).content.releases;
}

/** The drawing of a chart; null where the vintage holds nothing to draw. */
export async function readChart(
  week: string,
  vintage: number,
  chart: string,
  language: string,
): Promise<string | null> {
  const address = `${PATH}/${week}/charts/${chart}?vintage=${vintage}&lang=${language}`;
  try {
    return await (await ask(address, "image/svg+xml")).content.text();
  } catch (fault) {
    if (fault instanceof ReleaseFault && fault.status === 404) return null;
    throw fault;
  }
}

interface List {
  readonly releases: readonly Entry[];
  readonly links?: readonly { readonly rel: string; readonly href: string }[];
}

async function readJson<Content>(
  address: string,
  isOurs: (content: unknown) => content is Content,
): Promise<Kept<Content>> {
  const { content, isOld } = await ask(address, "application/json");
  const read: unknown = await content.json().catch(() => null);
  // A proxy or a captive portal may answer 200 with something of its own.
  if (!isOurs(read)) throw new ReleaseFault(0);
  return { content: read, isOld };
}

async function ask(address: string, type: string): Promise<Kept<Response>> {
  const answer = await fetch(address, { headers: { Accept: type } }).catch(() => undefined);
  if (answer?.ok && answer.headers.get("content-type")?.startsWith(type)) {
    await keep(address, answer.clone());
    return { content: answer, isOld: false };
  }
  if (answer && !answer.ok && answer.status < 500) throw new ReleaseFault(answer.status);
  const kept = await caches.match(address, { cacheName: CACHE }).catch(() => undefined);
  if (!kept) throw new ReleaseFault(answer?.ok ? 0 : (answer?.status ?? 0));
  return { content: kept, isOld: true };
}

/** A full disk costs the copy, and nothing else. */
async function keep(address: string, answer: Response): Promise<void> {
  try {
    const cache = await caches.open(CACHE);
    await cache.delete(address);
    await cache.put(address, answer);
    const [oldest, ...others] = await cache.keys();
    if (oldest && others.length >= MOST_KEPT) await cache.delete(oldest);
  } catch {
    // The answer itself is still here.
  }
}

function isList(content: unknown): content is List {
  return isObject(content) && Array.isArray(content.releases);
}

function isCalendar(content: unknown): content is { releases: Planned[] } {
  return isObject(content) && Array.isArray(content.releases);
}

function isRelease(content: unknown): content is Release {
  return isObject(content) && typeof content.week === "string" && "vintage" in content;
}

function hasChanges(content: unknown): content is { changes: Change[] } {
  return isObject(content) && Array.isArray(content.changes);
}

function isObject(content: unknown): content is Record<string, unknown> {
  return typeof content === "object" && content !== null;
}
