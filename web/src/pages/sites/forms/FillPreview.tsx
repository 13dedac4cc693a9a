import { Table, Text } from "@mantine/core";

import type { RackBody } from "~/api/schema";
import { NO_HIGHLIGHTS } from "~/features/placing/map";
import { RackGrid } from "~/features/placing/RackGrid";
import { slotKey, slotLabel } from "~/features/placing/slots";
import classes from "~/pages/sites/forms/FillPreview.module.css";
import type { FillPlan } from "~/pages/sites/forms/useFilling";
import { count } from "~/units/format";

interface Props {
  readonly plan: FillPlan;
  readonly racks: readonly RackBody[];
  readonly most: number;
}

const ROWS = 200;
const RACKS = 12;
const NOTHING_HAPPENS = { onAct: () => undefined, onLook: () => undefined, onDrag: () => undefined, onDragEnd: () => undefined };

/** How the racks would look, who would stand where, and who finds no slot. */
export function FillPreview({ plan, racks, most }: Props) {
  const awaited = new Set(plan.fillings.map(({ slot }) => slotKey(slot)));
  const names = new Map(racks.map(({ id, name }) => [id, name]));
  const touched = racks.filter(({ id }) => plan.fillings.some(({ slot }) => slot.rackId === id));
  return (
    <section aria-label="Preview" className={classes.preview}>
      <Text size="sm" fw={600} role="status">
        {words(plan, most)}
      </Text>
      <div className={classes.racks} inert aria-hidden>
        {touched.slice(0, RACKS).map((rack) => (
          <div key={rack.id} className={classes.rack}>
            <Text size="xs" c="dimmed">
              {rack.name}
            </Text>
            <RackGrid rack={rack} standing={plan.after} by="status" mode="look" highlights={{ ...NO_HIGHLIGHTS, awaited }} events={NOTHING_HAPPENS} />
          </div>
        ))}
      </div>
      {touched.length > RACKS && <Text size="xs" c="dimmed">{`and ${count(touched.length - RACKS)} more racks`}</Text>}
      {plan.fillings.length > 0 && (
        <div className={classes.table} tabIndex={0} role="region" aria-label="Who would stand where">
          <Table stickyHeader fz="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Rack</Table.Th>
                <Table.Th>Slot</Table.Th>
                <Table.Th>Miner</Table.Th>
                <Table.Th>Address</Table.Th>
                <Table.Th>MAC</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {plan.fillings.slice(0, ROWS).map(({ slot, device }) => (
                <Table.Tr key={device.id}>
                  <Table.Td>{names.get(slot.rackId)}</Table.Td>
                  <Table.Td>{slotLabel(slot)}</Table.Td>
                  <Table.Td>{device.name}</Table.Td>
                  <Table.Td>{device.address}</Table.Td>
                  <Table.Td>{device.mac}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {plan.fillings.length > ROWS && <Text size="xs" c="dimmed">{`and ${count(plan.fillings.length - ROWS)} more`}</Text>}
    </section>
  );
}

function words({ fillings, free, matching }: FillPlan, most: number): string {
  if (free === 0) return "These racks have no free slot.";
  if (matching === 0) return "No miner matches the filter.";
  const put = `${count(fillings.length)} of ${count(matching)} miners into ${count(free)} free slots.`;
  if (fillings.length === most && matching > most) return `${put} ${count(most)} go at once; fill again for the others.`;
  if (matching > fillings.length) return `${put} ${count(matching - fillings.length)} find no free slot.`;
  return free > fillings.length ? `${put} ${count(free - fillings.length)} slots stay free.` : put;
}
