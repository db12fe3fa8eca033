import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { labelsOf, SCHEMES } from "./vocabulary.ts";

const file = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../service/vocabulary.json"), "utf-8"),
);

test("each scheme has its labels in each language", () => {
  for (const language of file.languages) {
    const labels = labelsOf(file, language);
    expect(Object.keys(labels)).toEqual([...SCHEMES]);
  }
  expect(labelsOf(file, "en").type?.pushback).toBe("Pushback");
});

test("a missing label, scheme or language fails the build", () => {
  const broken = structuredClone(file);
  delete broken.schemes.type.concepts[0].label.be;
  expect(() => labelsOf(broken, "be")).toThrow("type.crossing_attempt has no label in be");
  delete broken.schemes.by;
  expect(() => labelsOf(broken, "pl")).toThrow("no scheme by");
  expect(() => labelsOf(file, "fr")).toThrow("no language fr");
});
