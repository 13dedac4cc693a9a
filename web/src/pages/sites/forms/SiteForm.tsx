import { NumberInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";

import { answer, api } from "~/api/client";
import type { SiteBody } from "~/api/schema";
import { PlaceForm } from "~/pages/sites/forms/PlaceForm";
import { useSaving, wrongWith } from "~/pages/sites/forms/useSaving";

interface Props {
  /** Null: a new one. */
  readonly site: SiteBody | null;
  readonly onSaved: (site: SiteBody) => void;
  readonly onCancel: () => void;
}

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
const WATTS_PER_KW = 1_000;

/** A site's name, time zone and power limit. */
export function SiteForm({ site, onSaved, onCancel }: Props) {
  const [name, setName] = useState(site?.name ?? "");
  const [zone, setZone] = useState(site?.time_zone ?? HERE);
  const [limitKw, setLimitKw] = useState<string | number>(site?.power_limit_watts == null ? "" : site.power_limit_watts / WATTS_PER_KW);
  const body = {
    name: name.trim(),
    time_zone: zone,
    power_limit_watts: limitKw === "" ? null : Number(limitKw) * WATTS_PER_KW,
  };
  const saving = useSaving(
    () => answer(site ? api.PUT("/sites/{site_id}", { params: { path: { site_id: site.id } }, body }) : api.POST("/sites", { body })),
    onSaved,
  );
  return (
    <PlaceForm action={site ? "Save" : "Add the site"} isPending={saving.isPending} error={saving.error} onSubmit={saving.mutate} onCancel={onCancel}>
      <TextInput
        label="Name"
        required
        data-autofocus
        maxLength={120}
        value={name}
        error={wrongWith(saving.error, "/name")}
        onChange={(event) => setName(event.target.value)}
      />
      <Select
        label="Time zone"
        description="Times of this site are shown in it."
        searchable
        data={ZONES.includes(zone) ? ZONES : [zone, ...ZONES]}
        limit={50}
        value={zone}
        error={wrongWith(saving.error, "/time_zone")}
        onChange={(value) => setZone(value ?? zone)}
      />
      <NumberInput
        label="Power limit, kW"
        description="What the site may draw at most. Leave it empty if there is none."
        min={0}
        value={limitKw}
        error={wrongWith(saving.error, "/power_limit_watts")}
        onChange={setLimitKw}
      />
    </PlaceForm>
  );
}
