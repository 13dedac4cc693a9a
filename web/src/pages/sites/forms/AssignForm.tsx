import { Checkbox, Progress, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { both } from "~/domain/filters";
import { totalQuery } from "~/features/fleet/queries";
import { putBack } from "~/features/placing/moves";
import { filterOf, kindOf, pathOf, placementIn, type Place } from "~/features/placing/places";
import { readMiners } from "~/features/placing/reading";
import { PlacingProblem } from "~/features/placing/PlacingProblem";
import type { Placing } from "~/features/placing/usePlacing";
import { MinersFilter } from "~/pages/sites/forms/MinersFilter";
import { PlaceForm } from "~/pages/sites/forms/PlaceForm";
import { count } from "~/units/format";

interface Props {
  /** A site or a building. */
  readonly place: Place;
  readonly placing: Placing;
  readonly onClose: () => void;
}

/** Put all miners that match a filter into a site or building, without slots. */
export function AssignForm({ place, placing, onClose }: Props) {
  const [filter, setFilter] = useState("-site:*");
  const [keepsSlots, setKeepsSlots] = useState(true);
  const [read, setRead] = useState(0);
  const chosen = both(filter, `NOT (${filterOf(place)})`, keepsSlots ? "-slot:*" : "");
  const total = useQuery(totalQuery(chosen));
  const already = useQuery(totalQuery(both(filter, filterOf(place))));
  const inSlots = useQuery(totalQuery(both(filter, "slot:*")));
  const assigning = useMutation({
    mutationFn: async () => {
      const { devices } = await readMiners({ filter: chosen, sort: "id", most: Number.MAX_SAFE_INTEGER }, undefined, setRead);
      return placing.place({
        moves: devices.map(({ id }) => ({ device_id: id, placement: placementIn(place) })),
        words: `Assigned ${count(devices.length)} miners to ${pathOf(place)}.`,
        back: putBack(devices),
      });
    },
    onSuccess: (isConfirmed) => isConfirmed && onClose(),
  });
  const done = placing.requested ? placing.written : 0;
  return (
    <PlaceForm
      action={total.data ? `Assign ${count(total.data)} miners` : "Nobody to assign"}
      isPending={assigning.isPending}
      isDisabled={!total.data}
      error={total.error ?? assigning.error}
      onSubmit={assigning.mutate}
      onCancel={onClose}
    >
      <MinersFilter label="Filter of the miners to assign" value={filter} onApply={setFilter} />
      <Checkbox
        size="sm"
        label="Leave miners that stand in a slot where they are"
        description={`${count(inSlots.data)} of those that match stand in a slot.`}
        checked={keepsSlots}
        onChange={(event) => setKeepsSlots(event.currentTarget.checked)}
      />
      <Text size="sm" role="status">
        {`${count(total.data)} miners go to the ${kindOf(place)} ${pathOf(place)}. ${count(already.data)} that match are there already.`}
      </Text>
      {assigning.isPending && (
        <Progress value={(100 * (read / 2 + done / 2)) / Math.max(total.data ?? 1, 1)} aria-label="Assigned" />
      )}
      <PlacingProblem error={placing.error} />
    </PlaceForm>
  );
}
