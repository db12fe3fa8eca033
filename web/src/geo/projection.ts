/**
 * Between degrees (longitude first) and EPSG:2180, in which lengths are measured.
 *
 * Krüger's series of the transverse Mercator projection, to the fourth power of the third
 * flattening: within a micrometre of PROJ, which the server asks.
 */

export type Point = readonly [number, number];

// GRS80, and the central meridian, scale and false origin of EPSG:2180.
const RADIUS_M = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const MERIDIAN = 19;
const SCALE = 0.9993;
const EAST_M = 500_000;
const NORTH_M = -5_300_000;

const N = FLATTENING / (2 - FLATTENING);
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
const SPAN_M = ((SCALE * RADIUS_M) / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);

const FORWARD = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3 + (41 / 180) * N ** 4,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3 + (557 / 1440) * N ** 4,
  (61 / 240) * N ** 3 - (103 / 140) * N ** 4,
  (49_561 / 161_280) * N ** 4,
];
const BACKWARD = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3 - N ** 4 / 360,
  N ** 2 / 48 + N ** 3 / 15 - (437 / 1440) * N ** 4,
  (17 / 480) * N ** 3 - (37 / 840) * N ** 4,
  (4397 / 161_280) * N ** 4,
];
const LATITUDE = [
  2 * N - (2 / 3) * N ** 2 - 2 * N ** 3 + (116 / 45) * N ** 4,
  (7 / 3) * N ** 2 - (8 / 5) * N ** 3 - (227 / 45) * N ** 4,
  (56 / 15) * N ** 3 - (136 / 35) * N ** 4,
  (4279 / 630) * N ** 4,
];

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

/** Returns easting and northing in metres. */
export function project(lon: number, lat: number): Point {
  const sine = Math.sin(radians(lat));
  const east = radians(lon - MERIDIAN);
  const tangent = Math.sinh(Math.atanh(sine) - ECCENTRICITY * Math.atanh(ECCENTRICITY * sine));
  const xi = Math.atan2(tangent, Math.cos(east));
  const eta = Math.atanh(Math.sin(east) / Math.sqrt(1 + tangent ** 2));
  let x = eta;
  let y = xi;
  FORWARD.forEach((weight, index) => {
    const times = 2 * (index + 1);
    x += weight * Math.cos(times * xi) * Math.sinh(times * eta);
    y += weight * Math.sin(times * xi) * Math.cosh(times * eta);
  });
  return [EAST_M + SPAN_M * x, NORTH_M + SPAN_M * y];
}

/** Returns longitude and latitude in degrees. */
export function unproject(x: number, y: number): Point {
  const xi = (y - NORTH_M) / SPAN_M;
  const eta = (x - EAST_M) / SPAN_M;
  let across = eta;
  let along = xi;
  BACKWARD.forEach((weight, index) => {
    const times = 2 * (index + 1);
    across -= weight * Math.cos(times * xi) * Math.sinh(times * eta);
    along -= weight * Math.sin(times * xi) * Math.cosh(times * eta);
  });
  const conformal = Math.asin(Math.sin(along) / Math.cosh(across));
  const lat = LATITUDE.reduce(
    (sum, weight, index) => sum + weight * Math.sin(2 * (index + 1) * conformal),
    conformal,
  );
  const lon = Math.atan2(Math.sinh(across), Math.cos(along));
  return [MERIDIAN + degrees(lon), degrees(lat)];
}
