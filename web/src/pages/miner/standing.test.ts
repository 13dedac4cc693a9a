import { describe, expect, it } from "vitest";

import type { DeviceBody } from "~/api/schema";
import { hindranceOf } from "~/pages/miner/standing";

function problem(code: NonNullable<DeviceBody["problem"]>["code"]): DeviceBody["problem"] {
  return { code, message: "", action: "", vendor_code: "" };
}

describe("what stands between a miner and its node", () => {
  it.each([
    ["UNPAIRED", null, "Not paired"],
    ["FAILED", problem("device_timeout"), "Pairing failed"],
    ["AUTHENTICATION_NEEDED", null, "Its node needs a login"],
    ["PAIRED", problem("device_authentication_rejected"), "Its node needs a login"],
  ] as const)("%s, %o: %s", (pairing, found, title) => {
    expect(hindranceOf({ pairing, problem: found })?.title).toBe(title);
  });

  it.each([
    ["PAIRED", null],
    ["PENDING", null],
    ["DEFAULT_PASSWORD", problem("device_timeout")],
  ] as const)("%s, %o: nothing", (pairing, found) => {
    expect(hindranceOf({ pairing, problem: found })).toBeNull();
  });
});
