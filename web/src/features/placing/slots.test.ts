import { describe, expect, it } from "vitest";

import type { DeviceBody } from "~/api/schema";
import { occupants, slotBy, slotLabel, slotOf, slotsOf } from "~/features/placing/slots";

const RACK = { id: 7, building_id: 3, name: "A", rows: 2, columns: 3 };

describe("slotOf", () => {
  it("is null outside a slot", () => {
    expect(slotOf(null)).toBeNull();
    expect(slotOf({ site_id: 1, building_id: 3, rack_id: 7 })).toBeNull();
  });

  it("finds the slot", () => {
    expect(slotOf({ site_id: 1, building_id: 3, rack_id: 7, row: 2, column: 1 })).toEqual({ rackId: 7, row: 2, column: 1 });
  });
});

it("occupants leaves out who stands in no slot", () => {
  const placed = { id: 1, placement: { site_id: 1, building_id: 3, rack_id: 7, row: 1, column: 2 } } as DeviceBody;
  const loose = { id: 2, placement: { site_id: 1 } } as DeviceBody;
  expect([...occupants([placed, loose])]).toEqual([["7:1-2", placed]]);
});

it("slotsOf counts every slot once, in either direction", () => {
  const labels = (along: "rows" | "columns", from: "top" | "bottom") => slotsOf(RACK, { along, from }).map(slotLabel);
  expect(labels("rows", "top")).toEqual(["1-1", "1-2", "1-3", "2-1", "2-2", "2-3"]);
  expect(labels("columns", "bottom")).toEqual(["2-1", "1-1", "2-2", "1-2", "2-3", "1-3"]);
});

describe("slotBy", () => {
  const from = { rackId: 7, row: 1, column: 3 };

  it("moves by one", () => {
    expect(slotBy("ArrowDown", from, RACK)).toEqual({ ...from, row: 2 });
    expect(slotBy("ArrowLeft", from, RACK)).toEqual({ ...from, column: 2 });
    expect(slotBy("Home", from, RACK)).toEqual({ ...from, column: 1 });
  });

  it("stays within the rack", () => {
    expect(slotBy("ArrowRight", from, RACK)).toEqual(from);
    expect(slotBy("ArrowUp", from, RACK)).toEqual(from);
  });

  it("knows no other keys", () => {
    expect(slotBy("a", from, RACK)).toBeNull();
  });
});
