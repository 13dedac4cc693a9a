import { Text } from "@mantine/core";

import { answer, api } from "~/api/client";
import { insideOf, kindOf, nameOf, pathOf, type Place, type Places } from "~/features/placing/places";
import { PlaceForm } from "~/pages/sites/forms/PlaceForm";
import { useSaving } from "~/pages/sites/forms/useSaving";

interface Props {
  readonly place: Place;
  readonly places: Places;
  readonly onRemoved: () => void;
  readonly onCancel: () => void;
}

/** Asks before an empty place is removed; the server refuses one that is not empty. */
export function RemoveForm({ place, places, onRemoved, onCancel }: Props) {
  const saving = useSaving(() => answer(remove(place)), onRemoved);
  const held = insideOf(places, place).length;
  return (
    <PlaceForm
      action={`Remove ${nameOf(place)}`}
      isDangerous
      isPending={saving.isPending}
      error={saving.error}
      onSubmit={saving.mutate}
      onCancel={onCancel}
    >
      <Text size="sm">{`This removes the ${kindOf(place)} ${pathOf(place)}. Only an empty one can be removed: take out what stands in it first.`}</Text>
      {held > 0 && (
        <Text size="sm" fw={600}>
          {`It still holds ${held} ${place.building ? "rack" : "building"}${held === 1 ? "" : "s"}.`}
        </Text>
      )}
    </PlaceForm>
  );
}

function remove({ site, building, rack }: Place) {
  if (rack) return api.DELETE("/racks/{rack_id}", { params: { path: { rack_id: rack.id } } });
  if (building) return api.DELETE("/buildings/{building_id}", { params: { path: { building_id: building.id } } });
  return api.DELETE("/sites/{site_id}", { params: { path: { site_id: site.id } } });
}
