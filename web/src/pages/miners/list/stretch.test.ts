import { expect, test } from "vitest";

import { MAX_HEIGHT, revealing, stretchOf } from "~/pages/miners/list/stretch";

test("what fits is not stretched", () => {
  expect(stretchOf(100_000 * 34, 800)).toEqual({ height: 3_400_000, ratio: 1 });
  expect(stretchOf(0, 800)).toEqual({ height: 0, ratio: 1 });
});

test("of ten million rows, the ends of the scrollbar are the ends of the list", () => {
  const model = 10_000_000 * 34;
  const { height, ratio } = stretchOf(model, 800);
  expect(height).toBe(MAX_HEIGHT);
  expect((height - 800) * ratio).toBeCloseTo(model - 800, 3);
});

test("a row is revealed by the shortest way", () => {
  expect(revealing(340, 34, 1000, 500)).toBe(340);
  expect(revealing(1600, 34, 1000, 500)).toBe(1134);
  expect(revealing(1100, 34, 1000, 500)).toBe(1000);
});
