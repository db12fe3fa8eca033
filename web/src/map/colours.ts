/** The page's own colours, for what is drawn on a canvas and cannot read a style sheet. */

const NAMES = [
  "ink",
  "soft",
  "paper",
  "tint",
  "line",
  "link",
  "mark",
  "hatch",
  "q1",
  "q2",
  "q3",
  "q4",
  "on-q1",
  "on-q2",
  "on-q3",
  "on-q4",
] as const;

export type Colours = Readonly<Record<(typeof NAMES)[number], string>>;

export function pageColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const pairs = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return Object.fromEntries(pairs) as Colours;
}

/** The classes of a count, as the legend shows them: from this number on, this colour. */
export const CLASSES = [
  [1, "q1"],
  [5, "q2"],
  [20, "q3"],
  [100, "q4"],
] as const;
