/** Where the phone is: watched from the opening of the form on, the best fix is kept. */
import { signal } from "@preact/signals";

/** A place as a phone knows it. */
export interface Place {
  lon: number;
  lat: number;
  accuracyM: number;
}

export interface Fix extends Place {
  /** By the phone's monotonic clock, which nobody sets. */
  at: number;
}

export type Watch =
  | { state: "waiting" }
  | { state: "found"; fix: Fix }
  | { state: "denied" }
  | { state: "none" };

// A person walks on: an older fix is no longer where the phone is.
const FRESH_MS = 90_000;
const ASK_AGAIN_MS = 60_000;
const OLDEST_MS = 3 * 60_000;
const DIGITS = 6;

export const watch = signal<Watch>({ state: "waiting" });

const OPTIONS = { enableHighAccuracy: true, maximumAge: 10_000 };

/** Begins to watch; returns how to end it. */
export function watchPosition(): () => void {
  if (!("geolocation" in navigator)) {
    watch.value = { state: "none" };
    return () => undefined;
  }
  let id = begin();
  // A phone that slept may have been carried away: what it knew is forgotten.
  const wake = () => {
    if (document.visibilityState !== "visible") return;
    navigator.geolocation.clearWatch(id);
    id = begin();
  };
  const timer = setInterval(askAgain, ASK_AGAIN_MS);
  document.addEventListener("visibilitychange", wake);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", wake);
    navigator.geolocation.clearWatch(id);
  };
}

function begin(): number {
  watch.value = { state: "waiting" };
  return navigator.geolocation.watchPosition(take, fail, OPTIONS);
}

/** A phone that lies still says nothing by itself; one without a signal has no place any more. */
function askAgain(): void {
  const fix = currentFix();
  if (!fix || performance.now() - fix.at < ASK_AGAIN_MS) return;
  if (performance.now() - fix.at > OLDEST_MS) watch.value = { state: "waiting" };
  navigator.geolocation.getCurrentPosition(take, fail, OPTIONS);
}

/** The better of two fixes: the more accurate one, unless it is old. */
export function better(kept: Fix | null, found: Fix): Fix {
  if (!kept || found.at - kept.at > FRESH_MS) return found;
  return found.accuracyM <= kept.accuracyM ? found : kept;
}

/** For a place that does not change any more: the more accurate one, without its clock. */
export function betterFix(kept: Place | null, { lon, lat, accuracyM }: Fix): Place {
  return kept && kept.accuracyM <= accuracyM ? kept : { lon, lat, accuracyM };
}

export function currentFix(): Fix | null {
  return watch.value.state === "found" ? watch.value.fix : null;
}

function take({ coords }: GeolocationPosition): void {
  const found = {
    lon: Number(coords.longitude.toFixed(DIGITS)),
    lat: Number(coords.latitude.toFixed(DIGITS)),
    accuracyM: coords.accuracy,
    at: performance.now(),
  };
  watch.value = { state: "found", fix: better(currentFix(), found) };
}

function fail(error: GeolocationPositionError): void {
  if (currentFix()) return;
  const denied = error.code === error.PERMISSION_DENIED;
  watch.value = { state: denied ? "denied" : "waiting" };
}
