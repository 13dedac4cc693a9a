import { expect, it } from "vitest";

import { shares } from "~/pages/overview/shares";

const RACKS = { field: "rack", more: 0, values: [{ value: "A 1", count: 3 }, { value: "A 2", count: 1 }] };

it("counts those without a value too, and selects each exactly", () => {
  expect(shares(RACKS, 6, "status:offline", 5).shown).toEqual([
    { label: "A 1", count: 3, filter: 'status:offline rack="A 1"' },
    { label: "A 2", count: 1, filter: 'status:offline rack="A 2"' },
    { label: "no rack", count: 2, filter: "status:offline -rack:*" },
  ]);
});

it("says how many found no room", () => {
  const { shown, left } = shares(RACKS, 6, "", 2);
  expect(shown).toHaveLength(2);
  expect(left).toBe(1);
});

it("does not add up fields with several values", () => {
  const facet = { field: "fault", more: 0, values: [{ value: "fan", count: 2 }, { value: "board", count: 2 }] };
  expect(shares(facet, 3, "", 5).shown.map(({ label }) => label)).toEqual(["fan", "board"]);
  expect(shares({ ...facet, values: [] }, 3, "", 5).shown).toEqual([{ label: "no fault reported", count: 3, filter: "-fault:*" }]);
});
