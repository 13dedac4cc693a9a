import { useState } from "react";

import type { DeviceBody } from "~/api/schema";
import { called } from "~/features/placing/map";
import { exchange, placementAt, putBack, takeOut } from "~/features/placing/moves";
import type { Places } from "~/features/placing/places";
import { slotLabel, slotOf, type Slot } from "~/features/placing/slots";
import type { Placing } from "~/features/placing/usePlacing";

/** Carrying one miner from place to place, by pointer, touch or keyboard alike. */
export interface Arranging {
  readonly carried: DeviceBody | null;
  readonly pickUp: (device: DeviceBody) => void;
  readonly cancel: () => void;
  /** Put the carried miner into a slot; who stands there changes places with it. Without a carried one: pick up. */
  readonly act: (slot: Slot, occupant: DeviceBody | undefined) => void;
  /** Take the carried miner out of its rack. */
  readonly takeOut: () => void;
}

export function useArranging(places: Places | null, placing: Placing): Arranging {
  const [carried, setCarried] = useState<DeviceBody | null>(null);
  const cancel = () => setCarried(null);
  const name = (slot: Slot) => `${places?.racks.find(({ id }) => id === slot.rackId)?.name ?? ""}, slot ${slotLabel(slot)}`;

  const drop = (device: DeviceBody, slot: Slot, occupant: DeviceBody | undefined) => {
    cancel();
    const rack = places?.racks.find(({ id }) => id === slot.rackId);
    const building = places?.buildings.find(({ id }) => id === rack?.building_id);
    if (!building) return;
    void placing.place({
      moves: exchange(device, placementAt(slot, building), occupant),
      words: `Put ${called(device)} into ${name(slot)}.${occupant ? ` ${where(occupant, device)}` : ""}`,
      back: putBack(occupant ? [device, occupant] : [device]),
    });
  };
  const where = (occupant: DeviceBody, device: DeviceBody) => {
    const from = slotOf(device.placement);
    return from ? `${called(occupant)} went to ${name(from)}.` : `${called(occupant)} is out of the rack.`;
  };

  return {
    carried,
    pickUp: setCarried,
    cancel,
    act: (slot, occupant) => {
      if (carried) drop(carried, slot, occupant);
      else if (occupant) setCarried(occupant);
    },
    takeOut: () => {
      cancel();
      if (carried) void placing.place({ moves: takeOut(carried), words: `Took ${called(carried)} out of its rack.`, back: putBack([carried]) });
    },
  };
}
