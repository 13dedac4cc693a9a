import { describe, expect, it } from "vitest";

import type { PointBody } from "~/api/schema";
import { align, nearest, pointAt, quotient, withGaps } from "~/ui/chart/points";

function known(at_ms: number, mean = 5): PointBody {
  return { at_ms, count: 2, mean, low: mean - 1, high: mean + 1 };
}

function empty(at_ms: number): PointBody {
  return { at_ms, count: 0, mean: null, low: null, high: null };
}

function times(points: readonly PointBody[]): number[] {
  return points.map((point) => point.at_ms);
}

describe("gaps", () => {
  it("are no gaps where steps are only shorter than the time between samples", () => {
    const points = [0, 5, 10, 15, 20, 25, 30].map((at) => (at % 10 === 0 ? known(at) : empty(at)));
    expect(times(withGaps(points))).toEqual([0, 10, 20, 30]);
  });

  it("are kept as one empty point where samples are missing", () => {
    const points = [known(0), known(10), known(20), empty(30), empty(40), empty(50), known(60), known(70)];
    expect(withGaps(points).map((point) => point.mean)).toEqual([5, 5, 5, null, 5, 5]);
  });

  it("say nothing of the time before the first sample and after the last", () => {
    expect(times(withGaps([empty(0), empty(10), known(20), known(30), empty(40)]))).toEqual([20, 30]);
    expect(withGaps([empty(0), empty(10)])).toEqual([]);
  });
});

describe("aligned series", () => {
  it("stand on the union of their times; what one lacks does not interrupt its line", () => {
    const series = [
      { label: "a", color: "--chart-1", points: [known(0, 1), known(10, 2)] },
      { label: "b", color: "--chart-2", points: [known(0, 7)] },
    ] as const;
    const { times: axis, columns } = align(series);
    expect(axis).toEqual([0, 10]);
    expect(columns[0]).toEqual([[1, 2], [0, 1], [2, 3]]);
    expect(columns[1]?.[0]).toEqual([7, undefined]);
  });
});

describe("a moment", () => {
  it("reads the newest known value without a crosshair", () => {
    expect(pointAt([known(0, 1), known(10, 2), empty(20)], null)?.mean).toBe(2);
    expect(pointAt([known(0)], 7)).toBeNull();
    expect(pointAt([], null)).toBeNull();
  });

  it.each([
    [-5, 0],
    [4, 0],
    [6, 1],
    [14, 1],
    [99, 2],
    [Infinity, 2],
  ])("%d ms is nearest to index %d", (at, index) => {
    expect(nearest([0, 10, 20], at)).toBe(index);
  });

  it("is near to nothing where there is nothing", () => {
    expect(nearest([], 5)).toBe(-1);
  });
});

describe("a quotient of two metrics", () => {
  it("is unknown where either is, or the divisor is 0", () => {
    const watts = [known(0, 3000), known(10, 3000), known(20, 3000), empty(30)];
    const hashes = [known(0, 100), { ...known(10), mean: 0 }, known(40, 100), known(30, 100)];
    expect(quotient(watts, hashes).map((point) => [point.mean, point.count])).toEqual([[30, 2], [null, 0], [null, 0], [null, 0]]);
  });
});
