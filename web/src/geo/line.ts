/** A line in metres whose every point has a distance from its beginning. */
import type { Point } from "./projection";

export interface Segment {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly perSquare: number;
  readonly startM: number;
  readonly lengthM: number;
}

export interface Nearest {
  readonly chainageM: number;
  readonly distanceM: number;
}

/** Returns the straight pieces through points, in their order. */
export function segments(points: readonly Point[]): Segment[] {
  const found: Segment[] = [];
  let startM = 0;
  let before: Point | undefined;
  for (const [x, y] of points) {
    if (before) {
      const dx = x - before[0];
      const dy = y - before[1];
      const square = dx * dx + dy * dy;
      const lengthM = Math.sqrt(square);
      found.push({ x: before[0], y: before[1], dx, dy, perSquare: 1 / square, startM, lengthM });
      startM += lengthM;
    }
    before = [x, y];
  }
  return found;
}

/** Finds the nearest point of a line; of two equally near ones the one with the smaller chainage. */
export function nearest(line: readonly Segment[], [x, y]: Point): Nearest {
  let least = Number.POSITIVE_INFINITY;
  let chainageM = Number.NaN;
  for (const piece of line) {
    const fromX = x - piece.x;
    const fromY = y - piece.y;
    const foot = (fromX * piece.dx + fromY * piece.dy) * piece.perSquare;
    const along = Math.min(Math.max(foot, 0), 1);
    const awayX = fromX - piece.dx * along;
    const awayY = fromY - piece.dy * along;
    const square = awayX * awayX + awayY * awayY;
    if (square < least) {
      least = square;
      chainageM = piece.startM + along * piece.lengthM;
    }
  }
  return { chainageM, distanceM: Math.sqrt(least) };
}

/** Returns the point at a chainage; beyond an end, the end. */
export function pointAt(line: readonly Segment[], chainageM: number): Point {
  const piece = line.findLast((candidate) => candidate.startM <= chainageM) ?? (line[0] as Segment);
  const along = Math.min(Math.max((chainageM - piece.startM) / piece.lengthM, 0), 1);
  return [piece.x + along * piece.dx, piece.y + along * piece.dy];
}
