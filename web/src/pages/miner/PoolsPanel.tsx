import { Table } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconHelpCircle } from "@tabler/icons-react";

import type { PoolBody } from "~/api/schema";
import classes from "~/pages/miner/ComponentTable.module.css";
import { Panel } from "~/ui/Panel";
import { ToneBadge } from "~/ui/StatusBadge";
import { TableScroller } from "~/ui/TableScroller";
import { count, UNKNOWN } from "~/units/format";

const TITLE = "Pools";

/** Where the miner works, by priority. Passwords are never read back. */
export function PoolsPanel({ pools }: { readonly pools: readonly PoolBody[] }) {
  return (
    <Panel title={TITLE} flush={pools.length > 0}>
      {pools.length === 0 ? (
        "No pools are known of it. Set them with the command Pools."
      ) : (
        <TableScroller label={TITLE}>
          <Table className={classes.table ?? ""} aria-label={TITLE}>
            <Table.Thead>
              <Table.Tr>
                {["Priority", "State", "In use", "URL", "Worker", "Accepted", "Rejected"].map((title) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pools.map((pool, index) => (
                <Table.Tr key={`${index} ${pool.url}`}>
                  <Table.Th scope="row">{index + 1}</Table.Th>
                  <Table.Td>
                    <PoolState alive={pool.alive} />
                  </Table.Td>
                  <Table.Td>{pool.active === null ? UNKNOWN : pool.active ? "yes" : "no"}</Table.Td>
                  <Table.Td>{pool.url}</Table.Td>
                  <Table.Td>{pool.username || UNKNOWN}</Table.Td>
                  <Table.Td className="live-value">{count(pool.shares_accepted)}</Table.Td>
                  <Table.Td className="live-value">{count(pool.shares_rejected)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </TableScroller>
      )}
    </Panel>
  );
}

function PoolState({ alive }: { readonly alive: boolean | null }) {
  if (alive === null) return <ToneBadge icon={IconHelpCircle} tone="unknown" label="Unknown" />;
  return alive ? <ToneBadge icon={IconCircleCheck} tone="good" label="Alive" /> : <ToneBadge icon={IconCircleX} tone="bad" label="Dead" />;
}
