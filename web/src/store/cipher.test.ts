import { expect, test } from "vitest";
import { makeLock, openJson, openLock, sealJson } from "./cipher";

test("what is sealed opens with the right PIN alone", async () => {
  const { lock, opened } = await makeLock("2468-żółw");
  const sealed = await sealJson(opened, { words: "not to be read" });
  expect(Buffer.from(sealed.data).toString("latin1")).not.toContain("read");

  const again = await openLock(lock, "2468-żółw");
  expect(again && (await openJson(again, sealed))).toEqual({ words: "not to be read" });
  expect(await openLock(lock, "2468-zolw")).toBeNull();
}, 60_000);

test("bytes that were changed do not open, and no two sealings are alike", async () => {
  const { opened } = await makeLock("123456");
  const one = await sealJson(opened, "same");
  const other = await sealJson(opened, "same");
  expect(Buffer.from(one.data).equals(Buffer.from(other.data))).toBe(false);
  new Uint8Array(one.data).reverse();
  await expect(openJson(opened, one)).rejects.toThrow();
}, 60_000);

test("the key of an opened lock cannot be read out", async () => {
  const { opened } = await makeLock("123456");
  expect(opened.key.extractable).toBe(false);
}, 60_000);
