import { Table } from "@mantine/core";

import type { ComponentBody } from "~/api/schema";
import { COMPONENT_STATUSES } from "~/domain/components";
import classes from "~/pages/miner/ComponentTable.module.css";
import { knownColumns } from "~/pages/miner/componentColumns";
import { ToneBadge } from "~/ui/StatusBadge";
import { UNKNOWN } from "~/units/format";

interface Props {
  readonly title: string;
  /** Of one kind, by slot. */
  readonly parts: readonly ComponentBody[];
}

/** Parts of one kind, with every value that at least one of them knows. */
export function ComponentTable({ title, parts }: Props) {
  const columns = knownColumns(parts);
  return (
    <Table.ScrollContainer minWidth={0} scrollAreaProps={{ tabIndex: 0, "aria-label": title, role: "region" }} type="native">
      <Table className={classes.table ?? ""} aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Slot</Table.Th>
            <Table.Th>Status</Table.Th>
            {columns.map((column) => (
              <Table.Th key={column.title}>{column.title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parts.map((part) => (
            <Table.Tr key={part.slot}>
              <Table.Th scope="row">{part.slot}</Table.Th>
              <Table.Td>
                <ToneBadge {...COMPONENT_STATUSES[part.status]} />
              </Table.Td>
              {columns.map((column) => (
                <Table.Td key={column.title} className="live-value">
                  {column.of(part) ?? UNKNOWN}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
