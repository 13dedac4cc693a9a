import { describe, expect, it } from "vitest";

import { keyed } from "~/ui/chart/chartKeys";

const TIMES = Array.from({ length: 30 }, (_, index) => index * 60_000);
const SPAN = { fromMs: 0, toMs: 1_800_000 };

function at(key: string, atMs: number | null) {
  return keyed(key, { times: TIMES, atMs, span: SPAN })?.atMs;
}

describe("keys on a chart", () => {
  it("begin at the newest value", () => {
    expect(at("ArrowLeft", null)).toBe(TIMES[29]);
    expect(at("ArrowRight", null)).toBe(TIMES[29]);
  });

  it("step, leap and stop at the ends", () => {
    expect(at("ArrowLeft", 120_000)).toBe(60_000);
    expect(at("ArrowRight", 120_000)).toBe(180_000);
    expect(at("PageUp", 120_000)).toBe(300_000);
    expect(at("ArrowLeft", 0)).toBe(0);
    expect(at("Home", 120_000)).toBe(0);
    expect(at("End", 120_000)).toBe(TIMES[29]);
  });

  it("let go of the moment, and of the key when there is none", () => {
    expect(keyed("Escape", { times: TIMES, atMs: 0, span: SPAN })).toEqual({ atMs: null });
    expect(keyed("Escape", { times: TIMES, atMs: null, span: SPAN })).toBeNull();
    expect(keyed("x", { times: TIMES, atMs: 0, span: SPAN })).toBeNull();
    expect(keyed("ArrowLeft", { times: [], atMs: null, span: SPAN })).toBeNull();
  });

  it("zoom around the moment, not further than a minute", () => {
    expect(keyed("+", { times: TIMES, atMs: 600_000, span: SPAN })?.zoom).toEqual({ fromMs: 150_000, toMs: 1_050_000 });
    expect(keyed("-", { times: TIMES, atMs: null, span: SPAN })?.zoom).toEqual({ fromMs: -900_000, toMs: 2_700_000 });
    expect(keyed("+", { times: TIMES, atMs: 0, span: { fromMs: 0, toMs: 90_000 } })).toBeNull();
  });
});
