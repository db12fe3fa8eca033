import { expect, test } from "vitest";
import { codeOf, readReply } from "./joining";

const CODE = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345";
const DEVICE = { device_id: "1", token: "mdz_t", pseudonym: "quiet heron", team: "north" };

function reply(status: number, body: unknown, mediaType = "application/json") {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return readReply({ status, mediaType, text });
}

test.each([
  CODE,
  ` ${CODE.toLowerCase()} `,
  `https://example.org/#/join/${CODE}`,
  `Your link: https://example.org/#/join/${CODE} for 72 hours`,
])("a code is found in what was entered: %s", (entered) => {
  expect(codeOf(entered)).toBe(CODE);
});

test.each([200, 201])("a whole answer gives the phone its key (%i)", (status) => {
  expect(reply(status, { ...DEVICE, language: "be" })).toEqual({
    kind: "key",
    language: "be",
    kept: { token: "mdz_t", refused: null, device: { pseudonym: "quiet heron", team: "north" } },
  });
});

test.each([
  ["invite_unknown", 404, "unknown"],
  ["invite_used", 409, "used"],
  ["invite_expired", 410, "expired"],
  ["body_invalid", 422, "unknown"],
])("a refusal says why: %s", (code, status, why) => {
  expect(reply(status, { code }, "application/problem+json")).toEqual({ kind: "refused", why });
});

test.each([
  ["nothing at all", 200, "", "application/json"],
  ["a portal's page", 200, "<html>Welcome</html>", "text/html"],
  ["half an answer", 201, JSON.stringify(DEVICE).slice(0, 30), "application/json"],
  ["an answer without a key", 201, { ...DEVICE, token: "", language: "be" }, "application/json"],
  ["a language we do not speak", 201, { ...DEVICE, language: "fr" }, "application/json"],
  ["a gateway that fails", 502, "Bad Gateway", "text/plain"],
  ["too many tries", 429, { code: "rate_limited" }, "application/problem+json"],
  ["a portal's 404", 404, { code: "invite_unknown" }, "text/html"],
])("%s uses up nothing: the phone may try again", (_, status, body, mediaType) => {
  expect(reply(status, body, mediaType)).toEqual({ kind: "wait" });
});
