import { Group, NumberInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { answer, api } from "~/api/client";
import type { BuildingBody, RackBody } from "~/api/schema";
import { numbered } from "~/features/placing/naming";
import { PlaceForm } from "~/pages/sites/forms/PlaceForm";
import { useSaving, wrongWith } from "~/pages/sites/forms/useSaving";

interface Props {
  readonly building: BuildingBody;
  /** Null: new ones. */
  readonly rack: RackBody | null;
  /** With the rack changed, or the last one added. */
  readonly onSaved: (rack: RackBody) => void;
  readonly onCancel: () => void;
}

const MOST_SLOTS = 200; // in either direction
const MOST_RACKS = 100;

/** A rack's name and size; several new ones of a size get names that count on. */
export function RackForm({ building, rack, onSaved, onCancel }: Props) {
  const [name, setName] = useState(rack?.name ?? "");
  const [rows, setRows] = useState<string | number>(rack?.rows ?? 5);
  const [columns, setColumns] = useState<string | number>(rack?.columns ?? 4);
  const [howMany, setHowMany] = useState<string | number>(1);
  const names = rack ? [name.trim()] : numbered(name.trim(), Number(howMany));
  const size = { rows: Number(rows), columns: Number(columns) };
  const saving = useSaving(() => (rack ? change(rack, { name: name.trim(), ...size }) : addAll(building, names, size)), onSaved);
  return (
    <PlaceForm action={action(rack, names.length)} isPending={saving.isPending} error={saving.error} onSubmit={saving.mutate} onCancel={onCancel}>
      <TextInput
        label={names.length > 1 ? "Name of the first" : "Name"}
        required
        data-autofocus
        maxLength={110}
        value={name}
        error={wrongWith(saving.error, "/name")}
        onChange={(event) => setName(event.target.value)}
      />
      <Group grow gap="sm" align="flex-start">
        <NumberInput label="Rows" required min={1} max={MOST_SLOTS} allowDecimal={false} value={rows} error={wrongWith(saving.error, "/rows")} onChange={setRows} />
        <NumberInput
          label="Slots in a row"
          required
          min={1}
          max={MOST_SLOTS}
          allowDecimal={false}
          value={columns}
          error={wrongWith(saving.error, "/columns")}
          onChange={setColumns}
        />
        {!rack && <NumberInput label="How many racks" required min={1} max={MOST_RACKS} allowDecimal={false} value={howMany} onChange={setHowMany} />}
      </Group>
      <Text size="xs" c="dimmed">
        {words(names, size.rows * size.columns)}
      </Text>
    </PlaceForm>
  );
}

function action(rack: RackBody | null, count: number): string {
  if (rack) return "Save";
  return count > 1 ? `Add ${count} racks` : "Add the rack";
}

function words(names: readonly string[], slots: number): string {
  const each = `${slots} slots, counted row by row from the top left.`;
  return names.length > 1 && names[0] !== "" ? `${names[0] ?? ""} to ${names.at(-1) ?? ""}, each with ${each}` : `It has ${each}`;
}

function change(rack: RackBody, body: { name: string; rows: number; columns: number }): Promise<RackBody> {
  return answer(api.PUT("/racks/{rack_id}", { params: { path: { rack_id: rack.id } }, body }));
}

/** One after the other, in order: the first that is refused ends it, and those before it stay. */
async function addAll(building: BuildingBody, names: readonly string[], size: { rows: number; columns: number }): Promise<RackBody> {
  const added: RackBody[] = [];
  for (const name of names) {
    added.push(await answer(api.POST("/racks", { body: { building_id: building.id, name, ...size } })));
  }
  const last = added.at(-1);
  if (last === undefined) throw new Error("no rack was asked for");
  return last;
}
