// Keeps the client on the phone: pages and files from the cache, the API always from the network.

export type {};

declare const self: ServiceWorkerGlobalScope;
declare const __PRECACHE__: { version: string; core: string[]; later: string[] };

const files = __PRECACHE__;
const PREFIX = "miedza-";
const CACHE = PREFIX + files.version;

self.addEventListener("install", (event) => event.waitUntil(keepCore()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    // Other pages of the service (`/about`, `/api/docs`) are the service's own.
    if (url.pathname === "/") event.respondWith(cachedFirst("/"));
  } else if (files.core.includes(url.pathname) || files.later.includes(url.pathname)) {
    event.respondWith(cachedFirst(url.pathname));
  }
});
self.addEventListener("message", (event) => {
  if (event.data === "renew") void self.skipWaiting();
  if (event.data === "keep-all") event.waitUntil(keepLater());
});

async function keepCore(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(files.core.map((path) => keep(cache, path)));
}

/** What a first visit did without; a file that fails now is asked for again next time. */
async function keepLater(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const path of files.later) {
    if (!(await cache.match(path))) await keep(cache, path).catch(() => undefined);
  }
}

/** A captive portal answers 200 with a page of its own: only our own kinds of file are kept. */
async function keep(cache: Cache, path: string): Promise<Response> {
  const answer = await fetch(path, { cache: "no-cache", redirect: "error" });
  const isPage = answer.headers.get("content-type")?.startsWith("text/html") ?? false;
  const isOurs = answer.headers.get("content-security-policy")?.includes("default-src 'none'");
  if (!answer.ok || isPage !== (path === "/") || !isOurs) throw new Error(`not kept: ${path}`);
  await cache.put(path, answer.clone());
  return answer;
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function cachedFirst(path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? keep(cache, path).catch(() => fetch(path));
}
