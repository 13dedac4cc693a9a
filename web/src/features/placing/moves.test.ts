import { describe, expect, it } from "vitest";

import type { DeviceBody, PlacementBody, RackBody } from "~/api/schema";
import { exchange, fill, freeSlots, placementAt, putBack, takeOut } from "~/features/placing/moves";
import { occupants } from "~/features/placing/slots";

const BUILDING = { id: 3, site_id: 1, name: "Hall" };
const RACK: RackBody = { id: 7, building_id: 3, name: "A", rows: 2, columns: 3 };
const OTHER: RackBody = { ...RACK, id: 8, name: "B", rows: 1, columns: 2 };

function miner(id: number, placement: PlacementBody | null = null): DeviceBody {
  return { id, placement } as DeviceBody;
}

function at(row: number, column: number, rack = RACK): PlacementBody {
  return placementAt({ rackId: rack.id, row, column }, BUILDING);
}

describe("exchange", () => {
  it("puts a miner into a free slot", () => {
    expect(exchange(miner(1), at(1, 2), undefined)).toEqual([{ device_id: 1, placement: at(1, 2) }]);
  });

  it("lets two miners change slots", () => {
    expect(exchange(miner(1, at(1, 1)), at(2, 2), miner(2, at(2, 2)))).toEqual([
      { device_id: 1, placement: at(2, 2) },
      { device_id: 2, placement: at(1, 1) },
    ]);
  });

  it("sends whoever stood there out of the rack when the new one comes from no slot", () => {
    expect(exchange(miner(1), at(2, 2), miner(2, at(2, 2)))).toEqual([
      { device_id: 1, placement: at(2, 2) },
      { device_id: 2, placement: { site_id: 1, building_id: 3 } },
    ]);
  });

  it("does nothing where a miner is put back into its own slot", () => {
    const same = miner(1, at(1, 1));
    expect(exchange(same, at(1, 1), same)).toEqual([]);
  });
});

describe("takeOut", () => {
  it("leaves the miner in its building", () => {
    expect(takeOut(miner(1, at(1, 1)))).toEqual([{ device_id: 1, placement: { site_id: 1, building_id: 3 } }]);
  });

  it("does nothing for a miner in no rack", () => {
    expect(takeOut(miner(1))).toEqual([]);
  });
});

it("putBack names the places as they are now", () => {
  expect(putBack([miner(1), miner(2, at(1, 1))])).toEqual([
    { device_id: 1, placement: null },
    { device_id: 2, placement: at(1, 1) },
  ]);
});

describe("fill", () => {
  const taken = occupants([miner(9, at(1, 2))]);
  const placed = (racks: RackBody[], count: number, along: "rows" | "columns", from: "top" | "bottom") =>
    fill(racks, taken, Array.from({ length: count }, (_, index) => miner(index + 1)), { along, from }).map(
      ({ slot, device }) => `${device.id}@${slot.rackId}:${slot.row}-${slot.column}`,
    );

  it("goes row by row and leaves taken slots alone", () => {
    expect(placed([RACK], 3, "rows", "top")).toEqual(["1@7:1-1", "2@7:1-3", "3@7:2-1"]);
  });

  it("goes column by column, from the bottom", () => {
    expect(placed([RACK], 3, "columns", "bottom")).toEqual(["1@7:2-1", "2@7:1-1", "3@7:2-2"]);
  });

  it("goes on in the next rack, and ends with the slots", () => {
    expect(placed([RACK, OTHER], 9, "rows", "top").slice(4)).toEqual(["5@7:2-3", "6@8:1-1", "7@8:1-2"]);
  });

  it("counts free slots", () => {
    expect(freeSlots(RACK, taken, { along: "rows", from: "top" })).toHaveLength(5);
  });
});
