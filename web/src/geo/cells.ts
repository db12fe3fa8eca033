/**
 * Cells of the European grid, which a public record names instead of a place.
 *
 * Only the way back from EPSG:3035 to degrees is needed, to draw a cell as the square that it is;
 * the series is good to a centimetre.
 */
import type { Point } from "./projection";

const CODE = /^(1|5|10)kmN(0|[1-9][0-9]{0,3})E(0|[1-9][0-9]{0,3})$/;
const UNIT_M: Record<string, number> = { "1": 1_000, "5": 1_000, "10": 10_000 };

const RADIUS_M = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const SQUARE = FLATTENING * (2 - FLATTENING);
const ECCENTRICITY = Math.sqrt(SQUARE);
const RADIANS = Math.PI / 180;
const ORIGIN_LAT = 52 * RADIANS;
const ORIGIN_LON = 10;
const EAST_M = 4_321_000;
const NORTH_M = 3_210_000;

const AREA_POLE = areaOf(1);
const AREA_ANGLE = Math.asin(areaOf(Math.sin(ORIGIN_LAT)) / AREA_POLE);
const AREA_RADIUS_M = RADIUS_M * Math.sqrt(AREA_POLE / 2);
const STRETCH =
  (RADIUS_M * Math.cos(ORIGIN_LAT)) /
  Math.sqrt(1 - SQUARE * Math.sin(ORIGIN_LAT) ** 2) /
  (AREA_RADIUS_M * Math.cos(AREA_ANGLE));

/** Returns the closed ring of a cell, counter-clockwise from the south-west; undefined if it is none. */
export function cellRing(code: string): Point[] | undefined {
  const [, size, north, east] = CODE.exec(code) ?? [];
  const unit = UNIT_M[size ?? ""];
  if (!unit) return undefined;
  const [y, x, width] = [Number(north) * unit, Number(east) * unit, Number(size) * 1_000];
  const corners = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ] as const;
  return corners.map(([right, up]) => toDegrees(x + right * width, y + up * width));
}

/** Returns longitude and latitude of a point in EPSG:3035. */
function toDegrees(x: number, y: number): Point {
  const east = (x - EAST_M) / STRETCH;
  const north = (y - NORTH_M) * STRETCH;
  const away = Math.hypot(east, north);
  if (away === 0) return [ORIGIN_LON, ORIGIN_LAT / RADIANS];
  const angle = 2 * Math.asin(away / (2 * AREA_RADIUS_M));
  const rise = (north * Math.sin(angle)) / away;
  const sine = Math.cos(angle) * Math.sin(AREA_ANGLE) + rise * Math.cos(AREA_ANGLE);
  const lon = Math.atan2(
    east * Math.sin(angle),
    away * Math.cos(AREA_ANGLE) * Math.cos(angle) - north * Math.sin(AREA_ANGLE) * Math.sin(angle),
  );
  return [ORIGIN_LON + lon / RADIANS, latitudeOf(Math.asin(sine)) / RADIANS];
}

/** Snyder's q: what the area up to a latitude is on the ellipsoid. */
function areaOf(sine: number): number {
  const part = ECCENTRICITY * sine;
  return (1 - SQUARE) * (sine / (1 - part ** 2) + Math.atanh(part) / ECCENTRICITY);
}

function latitudeOf(authalic: number): number {
  return (
    authalic +
    (SQUARE / 3 + (31 / 180) * SQUARE ** 2 + (517 / 5040) * SQUARE ** 3) * Math.sin(2 * authalic) +
    ((23 / 360) * SQUARE ** 2 + (251 / 3780) * SQUARE ** 3) * Math.sin(4 * authalic) +
    (761 / 45_360) * SQUARE ** 3 * Math.sin(6 * authalic)
  );
}
