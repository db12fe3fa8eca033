/** The border, the countries and the sectors, ready to be asked; read once, when first wanted. */
import { type Ring, ring } from "./countries";
import { type Segment, segments } from "./line";
import { type Point, project } from "./projection";
import type { SectorSet } from "./sectors";

export interface Ground {
  /** The border's vertices in degrees, longitude first, from north to south. */
  readonly vertices: readonly Point[];
  readonly line: readonly Segment[];
  readonly poland: Ring;
  readonly belarus: Ring;
  readonly sectors: SectorSet;
}

/** Lines as the data files hold them: millionths of a degree, each vertex less the one before. */
export interface BorderData {
  readonly border: readonly number[];
  readonly poland: readonly number[];
  readonly belarus: readonly number[];
}

let loading: Promise<Ground> | undefined;

/** Returns the ground; the files are fetched once, and again only after a failure. */
export function ground(): Promise<Ground> {
  loading ??= load().catch((fault: unknown) => {
    loading = undefined;
    throw fault;
  });
  return loading;
}

async function load(): Promise<Ground> {
  const [border, sectors] = await Promise.all([
    import("../data/border.json"),
    import("../data/sectors.json"),
  ]);
  return groundOf(border.default, sectors.default as unknown as SectorSet);
}

/** Makes the ground of its data. */
export function groundOf(data: BorderData, sectors: SectorSet): Ground {
  const vertices = unpacked(data.border);
  const line = vertices.map(([lon, lat]) => project(lon, lat));
  // A country is the border and a line that closes it behind, from the border's end to its start.
  const behind = (packed: readonly number[]) =>
    unpacked(packed)
      .slice(1, -1)
      .map(([lon, lat]) => project(lon, lat));
  return {
    vertices,
    line: segments(line),
    poland: ring([...line, ...behind(data.poland)]),
    belarus: ring([...line, ...behind(data.belarus)]),
    sectors,
  };
}

/** Returns the points of a packed line. */
export function unpacked(packed: readonly number[], unit = 1_000_000): Point[] {
  const points: Point[] = [];
  let lon = 0;
  let lat = 0;
  packed.forEach((step, index) => {
    if (index % 2 === 0) {
      lon += step;
    } else {
      lat += step;
      points.push([lon / unit, lat / unit]);
    }
  });
  return points;
}
