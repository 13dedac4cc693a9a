import { Table } from "@mantine/core";

import type { ComponentBody, FaultBody } from "~/api/schema";
import classes from "~/pages/miner/ComponentTable.module.css";
import { knownColumns } from "~/pages/miner/componentColumns";
import { PartHealth } from "~/pages/miner/PartHealth";
import { TableScroller } from "~/ui/TableScroller";
import { UNKNOWN } from "~/units/format";

interface Props {
  readonly title: string;
  /** Of one kind, by slot. */
  readonly parts: readonly ComponentBody[];
  /** Open faults of parts of this kind. */
  readonly faults: readonly FaultBody[];
}

/** Parts of one kind, with every value that at least one of them knows. */
export function ComponentTable({ title, parts, faults }: Props) {
  const columns = knownColumns(parts);
  const healthKnown = faults.length > 0 || parts.some((part) => part.status !== "UNKNOWN");
  return (
    <TableScroller label={title}>
      <Table className={classes.table ?? ""} aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Slot</Table.Th>
            {healthKnown && <Table.Th>Status</Table.Th>}
            {columns.map((column) => (
              <Table.Th key={column.title}>{column.title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parts.map((part) => (
            <Table.Tr key={part.slot}>
              <Table.Th scope="row">{part.slot}</Table.Th>
              {healthKnown && (
                <Table.Td>
                  <PartHealth part={part} faults={faults} />
                </Table.Td>
              )}
              {columns.map((column) => (
                <Table.Td key={column.title} className="live-value">
                  {column.of(part) ?? UNKNOWN}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </TableScroller>
  );
}
