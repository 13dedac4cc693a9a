import { expect, test } from "vitest";

import { has, NOTHING, selector, size, toggled, withAll, type Selection } from "~/features/selection/selection";

const ALL: Selection = { kind: "matching", filter: "status:offline", except: new Set() };

test("named miners are counted and asked for by their ids", () => {
  const two = withAll(NOTHING, [4, 7]);
  expect(size(two, 100)).toBe(2);
  expect([has(two, 4), has(two, 5)]).toEqual([true, false]);
  expect(selector(toggled(two, 4))).toEqual({ ids: [7] });
});

test("all that match but one are asked for by the filter", () => {
  const most = toggled(ALL, 3);
  expect(size(most, 100)).toBe(99);
  expect([has(most, 3), has(most, 4)]).toEqual([false, true]);
  expect(selector(most)).toEqual({ filter: "status:offline", exclude: [3] });
  expect(withAll(most, [3, 4])).toEqual(ALL);
});

test("what was selected before stays as it was", () => {
  const one = toggled(NOTHING, 1);
  toggled(one, 2);
  withAll(one, [3]);
  expect(selector(one)).toEqual({ ids: [1] });
  expect(size(NOTHING, 9)).toBe(0);
});
