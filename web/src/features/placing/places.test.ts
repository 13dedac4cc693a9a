import { describe, expect, it } from "vitest";

import { contains, filterOf, inOrder, insideOf, pathOf, placeAt, type Places } from "~/features/placing/places";

const NORTH = { id: 1, name: "North", time_zone: "UTC", power_limit_watts: null };
const SOUTH = { ...NORTH, id: 2, name: 'So "uth"' };
const HALL = { id: 3, site_id: 1, name: "Hall 1" };
const RACK = { id: 7, building_id: 3, name: "A 1", rows: 2, columns: 2 };
const PLACES: Places = { sites: [NORTH, SOUTH], buildings: [HALL], racks: [RACK] };

describe("placeAt", () => {
  it("finds the narrowest place that the address names", () => {
    expect(placeAt(PLACES, { rack: 7 })).toEqual({ site: NORTH, building: HALL, rack: RACK });
    expect(placeAt(PLACES, { site: 1, building: 3 })).toEqual({ site: NORTH, building: HALL, rack: null });
  });

  it("stays in the site that was chosen", () => {
    expect(placeAt(PLACES, { site: 2, building: 3 })).toEqual({ site: SOUTH, building: null, rack: null });
  });

  it("is null for all sites, and for what is gone", () => {
    expect(placeAt(PLACES, {})).toBeNull();
    expect(placeAt(PLACES, { rack: 99 })).toBeNull();
  });
});

it("filterOf names each place around exactly", () => {
  expect(filterOf({ site: NORTH, building: HALL, rack: RACK })).toBe('site="North" building="Hall 1" rack="A 1"');
  expect(filterOf({ site: SOUTH, building: null, rack: null })).toBe('site="So \\"uth\\""');
});

it("insideOf goes down one step", () => {
  expect(insideOf(PLACES, null).map(pathOf)).toEqual(["North", 'So "uth"']);
  const [north] = insideOf(PLACES, null);
  expect(insideOf(PLACES, north ?? null).map(pathOf)).toEqual(["North › Hall 1"]);
});

it("contains itself and what lies in it", () => {
  const north = { site: NORTH, building: null, rack: null };
  const rack = { site: NORTH, building: HALL, rack: RACK };
  expect(contains(north, rack)).toBe(true);
  expect(contains(rack, north)).toBe(false);
  expect(contains(north, null)).toBe(false);
});

it("inOrder counts as people do", () => {
  expect(inOrder([{ name: "A 10" }, { name: "a 2" }, { name: "A 1" }]).map(({ name }) => name)).toEqual(["A 1", "a 2", "A 10"]);
});
