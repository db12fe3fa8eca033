/**
 * From a longitude and a latitude to everything that is said about a place, without a server.
 *
 * The rules are those of `docs/location.md`, and the numbers are those of the server: shared test
 * vectors hold the two together. The server computes again whatever is sent to it.
 */
import { type Country, contains } from "./countries";
import { type Ground, ground } from "./ground";
import { nearest, pointAt } from "./line";
import { type Point, project, unproject } from "./projection";
import { rounded, roundedExactly } from "./rounding";
import { sectorAt, shareOut } from "./sectors";

export type Side = Country | "on_line";

/** Where a point lies; the same members as the answer of `/api/locate`. */
export interface Located {
  readonly border_km: number;
  readonly border_distance_m: number;
  readonly side: Side;
  readonly side_certain: boolean;
  readonly sector: string;
  readonly shares: Readonly<Record<string, number>>;
}

/** Why there is no answer: the numbers are no position, or it is too far away. */
export type Refused =
  | { readonly refused: "coordinate" }
  | { readonly refused: "far"; readonly distance_km: number; readonly swapped: boolean };

export const REACH_M = 50_000;

// A point within this distance of the border is on the line, whatever its side.
const ON_LINE_M = 1;
const EARTH_RADIUS_KM = 6371;
// EPSG:2180 is made for Poland; lengths that begin this far away are no longer its business.
const PLANE_M = 500_000;

/** Says where a point lies with respect to the border; waits for the bundled data if need be. */
export async function locate(lon: number, lat: number, accuracyM = 0): Promise<Located | Refused> {
  return locateOn(await ground(), lon, lat, accuracyM);
}

/** Says where a point lies, with the data at hand. */
export function locateOn(on: Ground, lon: number, lat: number, accuracyM = 0): Located | Refused {
  if (!isPosition(lon, lat) || !(accuracyM >= 0 && Number.isFinite(accuracyM))) {
    return { refused: "coordinate" };
  }
  const point = project(lon, lat);
  const found = nearest(on.line, point);
  const distanceM = rounded(found.distanceM, 1);
  if (!(distanceM <= REACH_M)) {
    const swapped = Math.abs(lon) <= 90 && distanceKm(on, lat, lon) <= REACH_M / 1000;
    return { refused: "far", distance_km: distanceKm(on, lon, lat), swapped };
  }
  const km = rounded(found.chainageM / 1000, 3);
  const country = countryOf(on, point);
  return {
    border_km: km,
    border_distance_m: country === "by" ? 0 - distanceM : distanceM,
    side: distanceM <= ON_LINE_M ? "on_line" : country,
    side_certain: accuracyM <= distanceM,
    sector: sectorAt(on.sectors, km).code,
    shares: shareOut(on.sectors, km, accuracyM),
  };
}

/** Returns the point of the border at a kilometre, in degrees rounded to 0.1 m. */
export function pointAtKm(on: Ground, km: number): Point {
  const [lon, lat] = unproject(...pointAt(on.line, km * 1000));
  return [roundedExactly(lon, 6), roundedExactly(lat, 6)];
}

function isPosition(lon: number, lat: number): boolean {
  // Devices send (0, 0) when they have no fix.
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && (lon !== 0 || lat !== 0);
}

function countryOf(on: Ground, point: Point): Country {
  if (contains(on.poland, point)) return "pl";
  return contains(on.belarus, point) ? "by" : "other";
}

/** Returns how far any place on Earth is from the border, rounded to 0.1 km. */
function distanceKm(on: Ground, lon: number, lat: number): number {
  const { distanceM } = nearest(on.line, project(lon, lat));
  return roundedExactly(distanceM < PLANE_M ? distanceM / 1000 : overSphereKm(on, lon, lat), 1);
}

function overSphereKm(on: Ground, lon: number, lat: number): number {
  const radians = Math.PI / 180;
  const halfChords = on.vertices.map(
    ([east, north]) =>
      Math.sin(((north - lat) * radians) / 2) ** 2 +
      Math.cos(north * radians) *
        Math.cos(lat * radians) *
        Math.sin(((east - lon) * radians) / 2) ** 2,
  );
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(...halfChords)));
}
