/** Tells every tab that something kept was changed. */
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("miedza") : undefined;
const listeners = new Set<() => void>();

channel?.addEventListener("message", tellHere);

export function onChange(listener: () => void): void {
  listeners.add(listener);
}

export function tellChange(): void {
  tellHere();
  channel?.postMessage("changed");
}

function tellHere(): void {
  for (const listener of listeners) listener();
}
