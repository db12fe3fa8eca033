import { expect, test } from "vitest";
import { readState, writeState } from "./state";

const read = (query: string) => readState(new URLSearchParams(query));

test("an empty address shows everything that is reported", () => {
  expect(read("")).toEqual({
    weeks: null,
    types: [],
    equipment: [],
    sectors: [],
    series: "reported",
    records: "public",
    place: null,
    view: null,
  });
  expect(writeState(read("")).toString()).toBe("");
});

test("what is written is read as it was", () => {
  const query =
    "week=2024-W50..2025-W03&type=death,pushback&equipment=ladder&sector=BIA,NAR&series=headline" +
    "&records=full&place=cell:10kmN337E525&at=23.8473,52.7012,8.50";
  const written = writeState(read(query));
  expect(decodeURIComponent(written.toString())).toBe(query);
  expect(readState(written)).toEqual(read(query));
});

test("one week is written once", () => {
  expect(writeState(read("week=2025-W47..2025-W47")).get("week")).toBe("2025-W47");
});

test.each([
  "week=2025-W53",
  "week=2025-W47..2025-W40",
  "type=<b>",
  "place=http://elsewhere",
  "at=1,2",
  "at=200,52,8",
  "at=a,b,c",
  "series=all",
])("%s says nothing", (query) => {
  expect(read(query)).toEqual(read(""));
});
