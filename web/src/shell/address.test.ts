import { expect, test } from "vitest";
import { addressOf, parseRoute } from "./address";

test.each(["", "#", "#/", "#/nowhere", "#report", "#/report"])("%s leads to the report", (hash) => {
  expect(parseRoute(hash).screen).toBe("report");
});

test("what stands behind the screen, and the query, are kept", () => {
  const route = parseRoute("#/outbox/2025-W47?vintage=2&sector=BIA");
  expect(route.screen).toBe("outbox");
  expect(route.detail).toBe("2025-W47");
  expect(Object.fromEntries(route.query)).toEqual({ vintage: "2", sector: "BIA" });
});

test("an address is read as it was written", () => {
  const detail = "a/b ?#%";
  expect(parseRoute(addressOf("outbox", detail)).detail).toBe(detail);
  const query = new URLSearchParams({ type: "death" });
  expect(addressOf("outbox", "", query)).toBe("#/outbox?type=death");
});

test("a broken escape does not break the page", () => {
  expect(parseRoute("#/outbox/%E0%A4%A").detail).toBe("%E0%A4%A");
});
