import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { cellRing } from "./cells";
import { fold } from "./fold";
import { ground } from "./ground";
import { type Located, locate, locateOn, type Refused } from "./locate";
import { markerPosition } from "./markers";
import { gazetteer } from "./places";
import { project, unproject } from "./projection";

type Answer = Located | Refused;

const vectors: {
  located: [number, number, number, Answer][];
  projected: [number, number, number, number][];
  searched: [string, string, string[]][];
  folded: [string, string][];
  markers: [number, { km: number; uncertainty_m: number; lon: number; lat: number }][];
  cells: [string, [number, number][]][];
} = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../tests/geo/client-vectors.json"), "utf-8"),
);

test("every point has the server's codes, and its numbers to a metre", async () => {
  const on = await ground();
  for (const [lon, lat, accuracyM, expected] of vectors.located) {
    const found = locateOn(on, lon, lat, accuracyM);
    expect(codes(found), `${lon} ${lat}`).toEqual(codes(expected));
    for (const [index, number] of numbers(found).entries()) {
      expect(Math.abs(number - (numbers(expected)[index] ?? Number.NaN))).toBeLessThanOrEqual(1);
    }
  }
});

test("in truth the numbers are the same, to the last digit shown", async () => {
  const on = await ground();
  const differing = vectors.located.filter(
    ([lon, lat, accuracyM, expected]) =>
      JSON.stringify(locateOn(on, lon, lat, accuracyM)) !== JSON.stringify(expected),
  );
  expect(differing).toEqual([]);
});

test("the answer comes without waiting for anything but the data", async () => {
  const found = await locate(23.8473, 52.7012, 12);
  expect(found).toMatchObject({ border_km: 176.019, side: "pl", sector: "BIA" });
});

test.each([
  ["NaN", Number.NaN, 52, 0],
  ["an infinity", 23, Number.POSITIVE_INFINITY, 0],
  ["no fix", 0, 0, 5],
  ["a negative accuracy", 23.8, 52.7, -1],
  ["an endless accuracy", 23.8, 52.7, Number.POSITIVE_INFINITY],
])("%s is no position", async (_, lon, lat, accuracyM) => {
  expect(await locate(lon, lat, accuracyM)).toEqual({ refused: "coordinate" });
});

test("the projection is PROJ's to a millimetre, there and back", () => {
  for (const [lon, lat, x, y] of vectors.projected) {
    const [east, north] = project(lon, lat);
    expect(Math.hypot(east - x, north - y)).toBeLessThan(0.001);
    const [backLon, backLat] = unproject(east, north);
    expect(Math.abs(backLon - lon) + Math.abs(backLat - lat)).toBeLessThan(1e-9);
  }
});

test("a name is folded as the server folds it", () => {
  for (const [name, expected] of vectors.folded) expect(fold(name)).toBe(expected);
});

test("what is typed finds the same places in the same order", async () => {
  const all = await gazetteer();
  for (const [text, language, expected] of vectors.searched) {
    const found = all.search(text, language).map((place) => place.name);
    expect(found, `${text} in ${language}`).toEqual(expected);
  }
});

test("a place is found by any of its names", async () => {
  const all = await gazetteer();
  expect(all.named("usnarzu gornym")?.name).toBe("Usnarz Górny");
  expect(all.named("Nowhere")).toBeUndefined();
});

test("a marker stands where the server says", async () => {
  for (const [number, expected] of vectors.markers) {
    expect(await markerPosition(number)).toEqual(expected);
  }
  for (const none of [0, 674, 1.5, Number.NaN]) {
    expect(await markerPosition(none)).toBeUndefined();
  }
});

test("a cell is the square that its code names", () => {
  for (const [code, expected] of vectors.cells) {
    const ring = cellRing(code) ?? [];
    expect(ring).toHaveLength(5);
    ring.forEach(([lon, lat], index) => {
      const [expectedLon = 0, expectedLat = 0] = expected[index] ?? [];
      expect(Math.abs(lon - expectedLon) + Math.abs(lat - expectedLat)).toBeLessThan(2e-6);
    });
  }
  for (const none of ["", "7kmN1E1", "10kmN337", "BIA"]) expect(cellRing(none)).toBeUndefined();
});

function codes(answer: Answer): unknown {
  if ("refused" in answer) {
    return answer.refused === "far" ? [answer.refused, answer.swapped] : answer.refused;
  }
  const { side, side_certain, sector, shares } = answer;
  return { side, side_certain, sector, shared: Object.keys(shares) };
}

function numbers(answer: Answer): number[] {
  if ("refused" in answer) return answer.refused === "far" ? [answer.distance_km] : [];
  return [answer.border_km * 1000, answer.border_distance_m];
}
