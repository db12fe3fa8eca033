import { expect, test } from "vitest";
import { readCoordinates } from "./coordinates";

test.each([
  "52.7012, 23.8473",
  "52,7012 23,8473",
  "52.7012,23.8473",
  "52.7012; 23.8473",
  "52.7012°N 23.8473°E",
  "N 52.7012 E 23.8473",
  `52°42'04.32"N 23°50'50.28"E`,
  "N 52°42.072' E 023°50.838'",
  "52 42.072 23 50.838",
])("%s is one place", (text) => {
  expect(readCoordinates(text)).toMatchObject({ lat: 52.7012, lon: 23.8473 });
});

test.each([
  ["52.7, 23.8", 52.7, 23.8],
  ["52.30, 23.45", 52.3, 23.45],
  ["52, 23", 52, 23],
  ["-52.7 -23,8", -52.7, -23.8],
])("%s are degrees, never minutes", (text, lat, lon) => {
  expect(readCoordinates(text)).toMatchObject({ lat, lon });
});

test.each([
  ["52.7, 23.8", 5566],
  ["52.70, 23.85", 557],
  ["52.7012, 23.8473", 10],
  ["52°42.1'N 23°50.8'E", 93],
  [`52°42'04"N 23°50'50"E`, 16],
  ["52.70123456, 23.84731234", 10],
])("%s is known to %d m by its digits", (text, metres) => {
  expect(readCoordinates(text)?.accuracyM).toBe(metres);
});

test.each(["", "52.7012", "by the river", "152.7, 23.8", "52.7, 223.8"])(
  "%s is no place",
  (text) => {
    expect(readCoordinates(text)).toBeNull();
  },
);
