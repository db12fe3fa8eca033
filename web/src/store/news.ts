/** Tells every tab that something kept was changed, or that all of it is deleted. */
const CHANGED = "changed";
const WIPED = "wiped";

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("miedza") : undefined;
const listeners = new Set<() => void>();
const wipeListeners = new Set<() => void>();

channel?.addEventListener("message", ({ data }) => {
  tellHere(data === WIPED ? wipeListeners : listeners);
});

export function onChange(listener: () => void): void {
  listeners.add(listener);
}

export function tellChange(): void {
  tellHere(listeners);
  channel?.postMessage(CHANGED);
}

/** Another tab deletes everything. */
export function onWipe(listener: () => void): void {
  wipeListeners.add(listener);
}

export function tellWipe(): void {
  channel?.postMessage(WIPED);
}

function tellHere(told: ReadonlySet<() => void>): void {
  for (const listener of told) listener();
}
