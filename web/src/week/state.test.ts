import { describe, expect, test } from "vitest";
import { readState, writeQuery } from "./state";

describe("the address of a week", () => {
  test("says the week, the vintages and the view", () => {
    const query = new URLSearchParams("vintage=2&against=1&view=table");
    const state = readState("2025-W47", query);
    expect(state).toEqual({ week: "2025-W47", vintage: 2, against: 1, view: "table" });
    expect(writeQuery(state).toString()).toBe("vintage=2&against=1&view=table");
  });

  test("without more is the newest vintage of the newest week, as a map", () => {
    const state = readState("", new URLSearchParams());
    expect(state).toEqual({ week: "", vintage: null, against: null, view: "map" });
    expect(writeQuery(state).toString()).toBe("");
  });

  test("takes no notice of what it does not know", () => {
    const query = new URLSearchParams("vintage=-1&against=x&view=pie");
    const state = readState("../2025", query);
    expect(state).toEqual({ week: "", vintage: null, against: null, view: "map" });
  });

  test("can say that nothing is compared", () => {
    expect(readState("2025-W47", new URLSearchParams("against=0")).against).toBe(0);
  });
});
