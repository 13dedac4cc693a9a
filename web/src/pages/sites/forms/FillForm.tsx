import { Checkbox, Group, MultiSelect, SegmentedControl, Select } from "@mantine/core";
import { useMemo, useState } from "react";

import type { Place, Places } from "~/features/placing/places";
import type { SlotOrder } from "~/features/placing/slots";
import { ORDERS, unplacedIn } from "~/features/placing/unplaced";
import { PlacingProblem } from "~/features/placing/PlacingProblem";
import type { Placing } from "~/features/placing/usePlacing";
import { FillPreview } from "~/pages/sites/forms/FillPreview";
import { MinersFilter } from "~/pages/sites/forms/MinersFilter";
import { PlaceForm } from "~/pages/sites/forms/PlaceForm";
import { actOf, MOST_AT_ONCE, useFilling } from "~/pages/sites/forms/useFilling";
import { count } from "~/units/format";

interface Props {
  /** A building, or the rack to begin with. */
  readonly place: Place;
  readonly places: Places;
  readonly placing: Placing;
  readonly filter?: string;
  readonly sort?: string;
  readonly onClose: () => void;
}

/** Fill free slots of racks with miners in an order: everything is seen before anything is written. */
export function FillForm({ place, places, placing, onClose, ...initial }: Props) {
  const [filter, setFilter] = useState(initial.filter ?? unplacedIn(place.site));
  const [sort, setSort] = useState(initial.sort ?? "ip");
  const [descending, setDescending] = useState(false);
  const [order, setOrder] = useState<SlotOrder>({ along: "rows", from: "top" });
  const offered = useMemo(() => places.racks.filter(({ building_id }) => building_id === place.building?.id), [places, place]);
  const [chosen, setChosen] = useState(() => (place.rack ? [place.rack] : offered).map(({ id }) => String(id)));
  const racks = useMemo(() => offered.filter(({ id }) => chosen.includes(String(id))), [offered, chosen]);
  const wish = useMemo(() => ({ filter, sort, descending, racks, order }), [filter, sort, descending, racks, order]);
  const { plan, error } = useFilling(place, wish);
  const ready = plan !== null && plan.fillings.length > 0;
  const submit = () => {
    if (ready) void placing.place(actOf(plan, places)).then((isConfirmed) => isConfirmed && onClose());
  };
  return (
    <PlaceForm
      action={ready ? `Put ${count(plan.fillings.length)} miners into their slots` : "Nothing to fill"}
      isPending={placing.requested !== null}
      isDisabled={!ready}
      error={error}
      onSubmit={submit}
      onCancel={onClose}
    >
      <MinersFilter label="Filter of the miners to place" value={filter} onApply={setFilter} />
      <Group gap="sm" align="flex-end">
        <Select label="In order of" w={160} data={ORDERS} value={sort} onChange={(value) => setSort(value ?? sort)} />
        <Checkbox label="Backwards" size="sm" mb={8} checked={descending} onChange={(event) => setDescending(event.currentTarget.checked)} />
        <MultiSelect
          label="Into racks"
          flex="1 1 14rem"
          searchable
          clearable
          data={offered.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={chosen}
          onChange={setChosen}
        />
      </Group>
      <Group gap="sm">
        <SegmentedControl
          aria-label="Direction"
          size="xs"
          data={[
            { value: "rows", label: "Row by row" },
            { value: "columns", label: "Column by column" },
          ]}
          value={order.along}
          onChange={(along) => setOrder((old) => ({ ...old, along: along }))}
        />
        <SegmentedControl
          aria-label="Beginning"
          size="xs"
          data={[
            { value: "top", label: "From the top" },
            { value: "bottom", label: "From the bottom" },
          ]}
          value={order.from}
          onChange={(from) => setOrder((old) => ({ ...old, from: from }))}
        />
      </Group>
      {plan && <FillPreview plan={plan} racks={racks} most={MOST_AT_ONCE} />}
      <PlacingProblem error={placing.error} />
    </PlaceForm>
  );
}
