const FIRST_MS = 2_000;
const LONGEST_MS = 15 * 60_000;

/** How long to wait after so many tries: twice as long each time, and never two phones alike. */
export function backoffMs(tries: number, askedSeconds: number | null, random: number): number {
  const doubled = Math.min(FIRST_MS * 2 ** Math.max(tries - 1, 0), LONGEST_MS);
  const asked = Math.min((askedSeconds ?? 0) * 1_000, LONGEST_MS);
  return Math.round(Math.max(doubled, asked) * (0.75 + random / 2));
}

/** Whether it is time; a clock that was set back must not make a report wait for days. */
export function isDue(nextTry: number, now: number): boolean {
  return now >= nextTry || nextTry - now > LONGEST_MS * 1.25;
}
