import { describe, expect, test } from "vitest";

import { atWallTime, dayOf, wallTime } from "~/units/zoned";

const ZURICH = "Europe/Zurich";

describe("wall-clock times", () => {
  test("are those of the zone", () => {
    const at = Date.parse("2026-02-03T23:30:00Z");
    expect(wallTime(at, ZURICH)).toBe("2026-02-04T00:30");
    expect(dayOf(at, ZURICH)).toBe("2026-02-04");
    expect(dayOf(at, "America/New_York")).toBe("2026-02-03");
  });

  test("lead back to their moment, in winter and in summer", () => {
    expect(atWallTime("2026-01-15T14:05", ZURICH)).toBe(Date.parse("2026-01-15T13:05:00Z"));
    expect(atWallTime("2026-07-15T14:05", ZURICH)).toBe(Date.parse("2026-07-15T12:05:00Z"));
    expect(atWallTime("2026-07-15T00:10", "Asia/Kolkata")).toBe(Date.parse("2026-07-14T18:40:00Z"));
  });

  test("that come twice are the earlier, those that never come are near", () => {
    expect(atWallTime("2026-10-25T02:30", ZURICH)).toBe(Date.parse("2026-10-25T00:30:00Z"));
    expect(atWallTime("2026-03-29T02:30", ZURICH)).toBe(Date.parse("2026-03-29T00:30:00Z"));
  });

  test("that are none give null", () => {
    expect(atWallTime("", ZURICH)).toBeNull();
    expect(atWallTime("soon", ZURICH)).toBeNull();
  });
});
