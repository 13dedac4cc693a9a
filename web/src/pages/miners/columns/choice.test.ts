import { expect, test } from "vitest";

import { flipped, known, moved, sameKeys } from "~/pages/miners/columns/choice";
import { COLUMNS, columnsOf, USUAL } from "~/pages/miners/columns/columns";

test("every column has a key of its own that a saved view takes, and the usual ones exist", () => {
  const keys = COLUMNS.map((column) => column.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.every((key) => /^[a-z][a-z0-9_]{0,39}$/u.test(key))).toBe(true);
  expect(columnsOf(USUAL).map((column) => column.key)).toEqual(USUAL);
});

test("what was kept is shown as far as it still means something", () => {
  expect(known(["power", "gone", "status", "power"])).toEqual(["power", "status"]);
  expect(known({ power: true })).toBeNull();
  expect(known(null)).toBeNull();
});

test("a column is moved, added and taken away", () => {
  expect(moved(["a", "b", "c"], "c", 0)).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b", "c"], "a", 9)).toEqual(["b", "c", "a"]);
  expect(flipped(["a", "b"], "a")).toEqual(["b"]);
  expect(flipped(["a", "b"], "c")).toEqual(["a", "b", "c"]);
  expect(sameKeys(["a", "b"], ["b", "a"])).toBe(false);
});
