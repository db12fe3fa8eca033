import { expect, test } from "vitest";
import { placeOn, RING_PX, viewOn } from "./picking";

test("a place is known as well as the ring around the cross is wide", () => {
  // At zoom 14 and this latitude a pixel is 2.9 m.
  expect(placeOn({ lon: 23.8473, lat: 52.7012, zoom: 14 }).accuracyM).toBe(
    Math.ceil((RING_PX * 78_271.517 * Math.cos((52.7012 * Math.PI) / 180)) / 2 ** 14),
  );
});

test("zooming in makes it no better than a finger is", () => {
  expect(placeOn({ lon: 23.8473, lat: 52.7012, zoom: 22 }).accuracyM).toBe(10);
});

test("a place that is known badly fills the ring", () => {
  const place = { lon: 23.8473, lat: 52.7012, accuracyM: 3_000 };
  expect(placeOn(viewOn(place)).accuracyM).toBeGreaterThanOrEqual(3_000);
  expect(placeOn(viewOn(place)).accuracyM).toBeLessThanOrEqual(3_001);
});
