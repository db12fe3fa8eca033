/** Where the phone is: watched from the opening of the form on, the best fix is kept. */
import { signal } from "@preact/signals";

export interface Fix {
  lon: number;
  lat: number;
  accuracyM: number;
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
const DIGITS = 6;

export const watch = signal<Watch>({ state: "waiting" });

/** Begins to watch; returns how to end it. */
export function watchPosition(): () => void {
  if (!("geolocation" in navigator)) {
    watch.value = { state: "none" };
    return () => undefined;
  }
  const id = navigator.geolocation.watchPosition(take, fail, {
    enableHighAccuracy: true,
    maximumAge: 10_000,
  });
  return () => navigator.geolocation.clearWatch(id);
}

/** The better of two fixes: the more accurate one, unless it is old. */
export function better(kept: Fix | null, found: Fix): Fix {
  if (!kept || found.at - kept.at > FRESH_MS) return found;
  return found.accuracyM <= kept.accuracyM ? found : kept;
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
