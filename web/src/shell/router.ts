import { signal } from "@preact/signals";
import { parseRoute, type Route } from "./address";

export { addressOf, type Route, type Screen } from "./address";

/** The address lies in the fragment, so that no server log holds it. */
export const route = signal<Route>(here());

/** Where the address leads at this very moment; `route` follows it a little later. */
export function here(): Route {
  return parseRoute(location.hash);
}

/** Go there; with `replace` the way back skips where we were. */
export function go(address: string, replace = false): void {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  readRoute();
}

export function followAddress(): void {
  addEventListener("hashchange", readRoute);
  addEventListener("popstate", readRoute);
  // It may have changed while the words were loaded.
  readRoute();
}

function readRoute(): void {
  route.value = here();
}
