import { expect, test } from "vitest";
import { asCsv, asGeoJson } from "./download";
import { entryOf, type Feature } from "./records";

const FEATURE: Feature = {
  type: "Feature",
  id: "a1",
  geometry: { type: "Point", coordinates: [23.9, 52.7] },
  properties: {
    week: null,
    equipment: ["ladder", "rope"],
    source_name: '=HYPERLINK("x")',
    dead: 0,
    shares: { BIA: 1 },
  },
};
const BARE: Feature = { ...FEATURE, id: "a2", geometry: null, properties: { week: "2025-W47" } };
const ENTRIES = [FEATURE, BARE].map(entryOf);

test("GeoJSON holds the features as they came, with credit and licence", () => {
  const credit = { attribution: "Miedza", licence: "CC-BY-4.0" };
  expect(JSON.parse(asGeoJson(ENTRIES, credit))).toEqual({
    type: "FeatureCollection",
    ...credit,
    features: [FEATURE, BARE],
  });
});

test("CSV has a column for each property, empty where there is none", () => {
  expect(asCsv(ENTRIES).split("\r\n")).toEqual([
    "id,lon,lat,week,equipment,source_name,dead,shares",
    'a1,23.9,52.7,,ladder;rope,"\'=HYPERLINK(""x"")",0,"{""BIA"":1}"',
    "a2,,,2025-W47,,,,",
    "",
  ]);
});
