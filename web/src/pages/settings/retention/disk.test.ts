import { describe, expect, it } from "vitest";

import { bytesOf, RESOLUTIONS, shortened, totalBytes } from "~/pages/settings/retention/disk";

const KEPT = { raw_days: 14, five_minutes_days: 90, hour_days: 730, day_days: 3650 };

describe("disk", () => {
  it("is what readings take, by days and miners", () => {
    expect(bytesOf(RESOLUTIONS[0], 1, 1)).toBe(360 * 8_640);
    expect(bytesOf(RESOLUTIONS[0], 14, 1_000)).toBe(14_000 * 360 * 8_640);
  });

  it("is the sum of all resolutions", () => {
    const each = RESOLUTIONS.map((resolution) => bytesOf(resolution, KEPT[resolution.key], 30));
    expect(totalBytes(KEPT, 30)).toBe(each.reduce((sum, bytes) => sum + bytes, 0));
  });

  it("names what would be deleted earlier than now", () => {
    expect(shortened(KEPT, KEPT)).toEqual([]);
    expect(shortened(KEPT, { ...KEPT, raw_days: 7, hour_days: 731 }).map(({ label }) => label)).toEqual(["Every reading"]);
  });
});
