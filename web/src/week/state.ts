/** What the screen shows of which week, and how the address says it. */
export const VIEWS = ["map", "chart", "table"] as const;
export type View = (typeof VIEWS)[number];

export interface WeekState {
  /** `2025-W47`; empty for the newest released week. */
  readonly week: string;
  /** Null for the newest vintage. */
  readonly vintage: number | null;
  /** The vintage beside which differences are marked: null for the one before, 0 for none. */
  readonly against: number | null;
  readonly view: View;
}

const WEEK = /^\d{4}-W\d{2}$/;
const NUMBER = /^(0|[1-9]\d{0,5})$/;

export function readState(detail: string, query: URLSearchParams): WeekState {
  const vintage = readNumber(query.get("vintage"));
  return {
    week: WEEK.test(detail) ? detail : "",
    vintage: vintage || null,
    against: readNumber(query.get("against")),
    view: VIEWS.find((each) => each === query.get("view")) ?? VIEWS[0],
  };
}

/** Writes the query of a state in one fixed order; what is usual is left out. */
export function writeQuery(state: WeekState): URLSearchParams {
  const query = new URLSearchParams();
  if (state.vintage !== null) query.set("vintage", String(state.vintage));
  if (state.against !== null) query.set("against", String(state.against));
  if (state.view !== VIEWS[0]) query.set("view", state.view);
  return query;
}

function readNumber(text: string | null): number | null {
  return text !== null && NUMBER.test(text) ? Number(text) : null;
}
