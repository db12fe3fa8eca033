/** Keeps the client on the phone, and says when a newer one is there: it never changes by itself. */
import { signal } from "@preact/signals";
import { words } from "../text";

const LOOK_EVERY_MS = 60 * 60_000;

/** The newer client: one that waits for a word, or one that another tab has let in. */
const newer = signal<ServiceWorker | "taken" | null>(null);
let isAsked = false;

export async function keepClient(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const { serviceWorker } = navigator;
  const isFirst = !serviceWorker.controller;
  serviceWorker.addEventListener("controllerchange", () => {
    if (isAsked) location.reload();
    // The files of this page may be gone; what is typed here must not.
    else if (!isFirst) newer.value = "taken";
  });
  const registration = await serviceWorker.register("/sw.js", { updateViaCache: "none" });
  watch(registration);
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS);
  const ready = await serviceWorker.ready;
  // What the form asks for later must be there when the line is not.
  ready.active?.postMessage("keep-all");
}

export function Renewal() {
  const { shell } = words().text;
  const found = newer.value;
  if (!found) return null;
  const take = () => {
    isAsked = true;
    if (found === "taken") location.reload();
    else found.postMessage("renew");
  };
  return (
    <div class="note strip" role="status">
      <p>{shell.newer}</p>
      <button type="button" onClick={take}>
        {shell.takeNewer}
      </button>
    </div>
  );
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = () => {
    if (registration.waiting && registration.active) newer.value = registration.waiting;
  };
  offer();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
}
