/** Which country a point lies in, by polygon: a cross product would be wrong in the meanders. */
import type { Point } from "./projection";

export type Country = "pl" | "by" | "other";

/** A closed ring as its edges. */
export interface Ring {
  readonly edges: readonly (readonly [number, number, number, number])[];
}

export function ring(points: readonly Point[]): Ring {
  const last = points.at(-1);
  if (!last) return { edges: [] };
  let before = last;
  const edges = points.map((point) => {
    const edge = [before[0], before[1], point[0], point[1]] as const;
    before = point;
    return edge;
  });
  return { edges };
}

/** Says whether a point lies within a ring; a point exactly on the ring does not. */
export function contains(within: Ring, [x, y]: Point): boolean {
  let inside = false;
  for (const [x1, y1, x2, y2] of within.edges) {
    const turn = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1);
    if (turn === 0 && between(x, x1, x2) && between(y, y1, y2)) return false;
    if (y1 > y !== y2 > y && turn > 0 === y2 > y1) inside = !inside;
  }
  return inside;
}

function between(value: number, one: number, other: number): boolean {
  return one <= other ? one <= value && value <= other : other <= value && value <= one;
}
