import { TextInput } from "@mantine/core";
import { useState } from "react";

import { answer, api } from "~/api/client";
import type { BuildingBody, SiteBody } from "~/api/schema";
import { PlaceForm } from "~/pages/sites/forms/PlaceForm";
import { useSaving, wrongWith } from "~/pages/sites/forms/useSaving";

interface Props {
  readonly site: SiteBody;
  /** Null: a new one. */
  readonly building: BuildingBody | null;
  readonly onSaved: (building: BuildingBody) => void;
  readonly onCancel: () => void;
}

/** A building's name: a hall, a container, a row outdoors. */
export function BuildingForm({ site, building, onSaved, onCancel }: Props) {
  const [name, setName] = useState(building?.name ?? "");
  const saving = useSaving(() => answer(save(site, building, name.trim())), onSaved);
  return (
    <PlaceForm
      action={building ? "Save" : "Add the building"}
      isPending={saving.isPending}
      error={saving.error}
      onSubmit={saving.mutate}
      onCancel={onCancel}
    >
      <TextInput
        label="Name"
        description={`A hall or container of ${site.name}.`}
        required
        data-autofocus
        maxLength={120}
        value={name}
        error={wrongWith(saving.error, "/name")}
        onChange={(event) => setName(event.target.value)}
      />
    </PlaceForm>
  );
}

function save(site: SiteBody, building: BuildingBody | null, name: string) {
  if (building === null) return api.POST("/buildings", { body: { site_id: site.id, name } });
  return api.PUT("/buildings/{building_id}", { params: { path: { building_id: building.id } }, body: { name } });
}
