import { describe, expect, it } from "vitest";

import { firstRange, LEAST_ZOOM_MS, rangeSearch, refreshMs, spanOf, zoomed, zoomOf } from "~/ui/chart/ranges";

const HOUR_MS = 3_600_000;

describe("the range in the address", () => {
  it("is read, and what does not fit is left out", () => {
    expect(rangeSearch({ range: "6h" })).toEqual({ range: "6h" });
    expect(rangeSearch({ range: "5y", from: "x" })).toEqual({});
    expect(rangeSearch({ range: "1h", from: 100, to: "200" })).toEqual({ range: "1h", from: 100, to: 200 });
    expect(rangeSearch({ from: 200, to: 100 })).toEqual({});
    expect(rangeSearch({ range: "toString" })).toEqual({});
  });

  it("begins short for what is new", () => {
    expect(firstRange(0, HOUR_MS)).toBe("1h");
    expect(firstRange(0, 48 * HOUR_MS)).toBe("24h");
  });

  it("ends now unless it is zoomed", () => {
    expect(spanOf({ range: "1h" }, 10 * HOUR_MS)).toEqual({ fromMs: 9 * HOUR_MS, toMs: 10 * HOUR_MS });
    expect(spanOf({ range: "1h", from: 5, to: 9 }, 10 * HOUR_MS)).toEqual({ fromMs: 5, toMs: 9 });
    expect(zoomOf({ range: "1h" })).toBeNull();
  });

  it("keeps its name under a zoom, and is never zoomed to nothing", () => {
    const { range, from, to } = zoomed({ range: "7d" }, { fromMs: 1_000_000, toMs: 1_000_002 });
    expect(range).toBe("7d");
    expect((to ?? 0) - (from ?? 0)).toBe(LEAST_ZOOM_MS);
  });

  it("is asked for again only while it ends now, and the shorter it is the more often", () => {
    expect(refreshMs({ range: "1h" })).toBeLessThan(Number(refreshMs({ range: "24h" })));
    expect(refreshMs({ range: "24h" })).toBeLessThan(Number(refreshMs({ range: "30d" })));
    expect(refreshMs({ range: "1h", from: 1, to: 2 })).toBe(false);
  });
});
