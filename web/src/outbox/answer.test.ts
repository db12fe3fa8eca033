import { expect, test } from "vitest";
import { meaningOf } from "./answer";
import { backoffMs, isDue } from "./backoff";
import { digestOf } from "./digest";

const ID = "5a1f2f4e-8c1b-4b0a-9d55-0f6f3f1d2c3b";
const SHA256 = "ab".repeat(32);
const RECEIPT = { id: ID, sha256: SHA256, code: "MZ-1", received_at: "2025-11-21T21:30:00Z" };

function meaning(status: number, body: unknown, mediaType = "application/json") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return meaningOf({ status, mediaType, retryAfter: null, text }, ID, SHA256);
}

test.each([200, 201])("a receipt for these very bytes ends the sending (%i)", (status) => {
  expect(meaning(status, RECEIPT)).toEqual({ kind: "sent", code: "MZ-1" });
});

test.each([
  ["an empty body", 200, "", "application/json"],
  ["a portal's page", 200, "<html>Welcome</html>", "text/html"],
  ["a page that calls itself JSON", 201, "<html></html>", "application/json"],
  ["a receipt that was cut off", 201, JSON.stringify(RECEIPT).slice(0, 40), "application/json"],
  ["another report's receipt", 201, { ...RECEIPT, id: "other" }, "application/json"],
  ["a receipt of other bytes", 201, { ...RECEIPT, sha256: "cd" }, "application/json"],
  ["a gateway that fails", 502, "Bad Gateway", "text/plain"],
  ["a portal that forbids", 403, "<html>Pay</html>", "text/html"],
  ["a problem without a code", 422, {}, "application/problem+json"],
  ["a service that is busy", 503, { code: "unavailable" }, "application/problem+json"],
])("%s is no receipt: the report waits", (_, status, body, mediaType) => {
  expect(meaning(status, body, mediaType).kind).toBe("wait");
});

test("what the service refuses is told with its reasons", () => {
  const problem = {
    code: "body_invalid",
    detail: "the report cannot be accepted",
    errors: [{ field: "location.marker", wrong: "is not known" }],
  };
  expect(meaning(422, problem, "application/problem+json")).toEqual({
    kind: "refused",
    why: "the report cannot be accepted; location.marker: is not known",
  });
});

test.each([
  ["device_revoked", "revoked"],
  ["key_revoked", "revoked"],
  ["key_expired", "expired"],
  ["key_unknown", "unknown"],
])("a key that is refused is not the report's fault: %s", (code, refusal) => {
  expect(meaning(401, { code }, "application/problem+json")).toEqual({ kind: "key", refusal });
});

test("the pause doubles, up to a quarter of an hour, and hears what the service asks for", () => {
  expect(backoffMs(1, null, 0.5)).toBe(2_000);
  expect(backoffMs(3, null, 0.5)).toBe(8_000);
  expect(backoffMs(40, null, 0.5)).toBe(900_000);
  expect(backoffMs(1, 30, 0.5)).toBe(30_000);
  expect(backoffMs(1, 1e9, 0.5)).toBe(900_000);
});

test("a clock that was set back makes no report wait for days", () => {
  expect(isDue(1_000, 2_000)).toBe(true);
  expect(isDue(61_000, 2_000)).toBe(false);
  expect(isDue(86_400_000, 2_000)).toBe(true);
});

test("the digest is that of the text in UTF-8", async () => {
  expect(await digestOf("ł")).toBe(
    "6bd022e87d92407bdc51339598d8578ce666e8f33dcce747bfdebae2b5d9459b",
  );
});
