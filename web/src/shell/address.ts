export type Screen = "report" | "outbox" | "settings";

/** Where we are: the screen, what stands behind it, and the query of the fragment. */
export interface Route {
  screen: Screen;
  /** What stands behind the screen's name; empty where there is nothing. */
  detail: string;
  query: URLSearchParams;
}

// A map, the week and the review desk have their place here: one more name, one more screen.
const SCREENS: readonly Screen[] = ["report", "outbox", "settings"];
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
