/** Reads a collection page by page, by the links that the API gives. */
import type { Feature } from "./records";

export interface Page {
  readonly features: readonly Feature[];
  readonly links: readonly { readonly rel: string; readonly href: string }[];
  readonly attribution?: string;
  readonly licence?: string;
}

export interface Read {
  readonly features: readonly Feature[];
  readonly attribution: string;
  readonly licence: string;
}

/** Why a collection could not be read; `status` is 0 where no answer came. */
export class ReadFault extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the collection answered ${status}`);
    this.status = status;
  }
}

const PAGE = 2_000;

/** Reads all pages; `progress` hears how many features are there after each. */
export async function readCollection(
  name: string,
  options: {
    readonly key?: string | undefined;
    readonly signal?: AbortSignal;
    readonly progress?: (count: number) => void;
  } = {},
): Promise<Read> {
  const features: Feature[] = [];
  let address: string | undefined = `/api/collections/${name}/items?limit=${PAGE}`;
  let last: Page | undefined;
  while (address) {
    last = await readPage(address, options.key, options.signal);
    features.push(...last.features);
    options.progress?.(features.length);
    address = nextOf(last);
  }
  return { features, attribution: last?.attribution ?? "", licence: last?.licence ?? "" };
}

export async function readPage(address: string, key?: string, signal?: AbortSignal): Promise<Page> {
  const headers: Record<string, string> = { Accept: "application/geo+json" };
  if (key) headers.Authorization = `Bearer ${key}`;
  const answer = await fetch(address, { headers, signal: signal ?? null }).catch((fault) => {
    if (signal?.aborted) throw fault;
    throw new ReadFault(0);
  });
  if (!answer.ok) throw new ReadFault(answer.status);
  const page: unknown = await answer.json().catch(() => null);
  // A proxy or a captive portal may answer 200 with something of its own.
  if (!isPage(page)) throw new ReadFault(0);
  return page;
}

/** The link may name the public address of the service; we ask where we came from. */
function nextOf(page: Page): string | undefined {
  const next = page.links.find((link) => link.rel === "next");
  if (!next) return undefined;
  const { pathname, search } = new URL(next.href, location.origin);
  return pathname + search;
}

function isPage(page: unknown): page is Page {
  return (
    typeof page === "object" &&
    page !== null &&
    "features" in page &&
    Array.isArray(page.features) &&
    "links" in page &&
    Array.isArray(page.links)
  );
}
