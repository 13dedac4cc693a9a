import { expect, test } from "vitest";

import { exportHref, filterOf, filtersOf, joined, MAX_NAMED } from "~/features/selection/exporting";
import type { Selection } from "~/features/selection/selection";

function named(number: number): Selection & { kind: "ids" } {
  return { kind: "ids", ids: new Set(Array.from({ length: number }, (_, index) => index + 1)) };
}

test("a selection is a filter while few miners are named", () => {
  expect(filterOf(named(3))).toBe("id:1,2,3");
  expect(filterOf(named(MAX_NAMED + 1))).toBeNull();
  expect(filterOf(named(0))).toBeNull();
  expect(filterOf({ kind: "matching", filter: "temp>80 OR power>3kW", except: new Set([4, 5]) })).toBe("(temp>80 OR power>3kW) -id:4,5");
  expect(filterOf({ kind: "matching", filter: "", except: new Set() })).toBe("");
});

test("many named miners are exported part by part, and joined under one head", () => {
  const parts = filtersOf(named(250).ids);
  expect(parts).toHaveLength(3);
  expect(parts[2]).toMatch(/^id:201,.*,250$/u);
  expect(joined(["id,name\r\n1,a\r\n", "id,name\r\n2,b\r\n"])).toBe("id,name\r\n1,a\r\n2,b\r\n");
});

test("a filter is safe in an address", () => {
  expect(exportHref('rack:"A 3" temp>80')).toBe("/api/v1/devices/export.csv?filter=rack%3A%22A+3%22+temp%3E80");
});
