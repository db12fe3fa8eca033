import { expect, test } from "vitest";
import { fitted } from "./shrink";

test.each([
  [4000, 3000, [1600, 1200]],
  [3000, 4000, [1200, 1600]],
  [800, 600, [800, 600]],
  [20_000, 3, [1600, 1]],
] as const)("%i by %i fits, and nothing is made larger", (width, height, expected) => {
  expect(fitted(width, height, 1_600)).toEqual(expected);
});
