import { describe, expect, it } from "vitest";

import { EXPIRIES, expiresAt } from "~/pages/settings/keys/expiry";

describe("expiresAt", () => {
  it.each([
    ["30", 2_592_000_000],
    ["90", 7_776_000_000],
    ["365", 31_536_000_000],
  ] as const)("is %s days on", (expiry, later) => expect(expiresAt(expiry, 1_000)).toBe(1_000 + later));

  it("is never for keys without an end", () => expect(expiresAt("never", 1_000)).toBeNull());

  it("is known for every choice", () => {
    for (const { value } of EXPIRIES) expect(expiresAt(value, 0)).not.toBeNaN();
  });
});
