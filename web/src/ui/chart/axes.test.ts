import { describe, expect, it } from "vitest";

import { timeLabels, valueLabels, valueRange } from "~/ui/chart/axes";
import { power } from "~/units/format";

const HOUR_MS = 3_600_000;

describe("the value axis", () => {
  it("leaves air around the values", () => {
    const [low, high] = valueRange(100, 200, false);
    expect(low).toBeLessThan(100);
    expect(high).toBeGreaterThan(200);
  });

  it("does not blow up noise", () => {
    const [low, high] = valueRange(3200, 3201, false);
    expect(high - low).toBeGreaterThan(200);
  });

  it("never goes below 0 without a value below it, and begins there if wanted", () => {
    expect(valueRange(1, 100, false)[0]).toBe(0);
    expect(valueRange(80, 100, true)[0]).toBe(0);
    expect(valueRange(-10, 5, false)[0]).toBeLessThan(-10);
  });

  it("shows something where nothing is known", () => {
    expect(valueRange(null, null, false)).toEqual([0, 1]);
    const [low, high] = valueRange(0, 0, true);
    expect(high).toBeGreaterThan(low);
  });

  it("says nothing twice", () => {
    expect(valueLabels([3200, 3200.2, 3201], power)).toEqual(["3,200 W", "", "3,201 W"]);
  });
});

describe("the time axis", () => {
  const midnight = Date.UTC(2026, 2, 5);

  it("names the day where it begins", () => {
    const ticks = [midnight - HOUR_MS, midnight, midnight + HOUR_MS];
    expect(timeLabels(ticks, HOUR_MS, "UTC")).toEqual(["23:00\n4 Mar", "00:00\n5 Mar", "01:00"]);
  });

  it("is in the site's zone", () => {
    expect(timeLabels([midnight], HOUR_MS, "Asia/Tokyo")).toEqual(["09:00\n5 Mar"]);
  });

  it("is as exact as its steps", () => {
    expect(timeLabels([midnight + 15_000], 15_000, "UTC")).toEqual(["00:00:15\n5 Mar"]);
    expect(timeLabels([midnight], 24 * HOUR_MS, "UTC")).toEqual(["5 Mar"]);
  });
});
