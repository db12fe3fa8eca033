export type Screen = "report" | "outbox" | "map" | "week" | "settings" | "join";

/** Where we are: the screen, what stands behind it, and the query of the fragment. */
export interface Route {
  screen: Screen;
  /** The code of `#/join/CODE`; empty where there is nothing behind the screen's name. */
  detail: string;
  query: URLSearchParams;
}

// The review desk has its place here: one more name, one more screen.
const SCREENS: readonly Screen[] = ["report", "outbox", "map", "week", "settings", "join"];
const FIRST: Screen = "report";

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [name = "", ...rest] = path.split("/");
  const screen = SCREENS.find((each) => each === name) ?? FIRST;
  return { screen, detail: safelyDecoded(rest.join("/")), query: new URLSearchParams(query) };
}

/** The address of a screen, to be used in `href`. */
export function addressOf(screen: Screen, detail = "", query?: URLSearchParams): string {
  const path = detail ? `${screen}/${encodeURIComponent(detail)}` : screen;
  const asked = query?.toString();
  return asked ? `#/${path}?${asked}` : `#/${path}`;
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
