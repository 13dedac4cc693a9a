import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";

import type { NodeBody, TransferBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { miners } from "~/features/commands/words";
import { useNow } from "~/live/now";
import { HostOffDialog } from "~/pages/nodes/transfers/HostOffDialog";
import { useKeep } from "~/pages/nodes/transfers/queries";
import classes from "~/pages/nodes/transfers/Transfers.module.css";
import { waitsFor } from "~/pages/nodes/transfers/words";
import { Age } from "~/ui/Age";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly transfer: TransferBody;
  readonly nodes: readonly NodeBody[];
}

/** Miners that one person moves from one node to another: what they wait for, and what can be done about it. */
export function TransferLine({ transfer, nodes }: Props) {
  const can = useCan();
  const now = useNow();
  const [vouching, vouch] = useDisclosure(false);
  const keep = useKeep(transfer.from_node_id);
  const from = nodes.find(({ id }) => id === transfer.from_node_id);
  const to = nodes.find(({ id }) => id === transfer.to_node_id);
  if (from === undefined || to === undefined) return null;
  return (
    <div className={classes.transfer}>
      <div className={classes.what}>
        <p className={classes.title}>{`${miners(transfer.devices)}: ${from.name} to ${to.name}`}</p>
        <p>{waitsFor(transfer, from, now)}</p>
        <p className={classes.dim}>
          {`asked by ${transfer.asked_by.display_name || transfer.asked_by.id}, `}
          <Age atMs={transfer.asked_at_ms} />
        </p>
        <ProblemAlert error={keep.error} />
      </div>
      {can("pair_devices") && (
        <Group gap="xs">
          {!from.connected && transfer.host_off_at_ms === null && (
            <Button variant="default" size="compact-sm" onClick={vouch.open}>
              Its host is off…
            </Button>
          )}
          <Button variant="default" size="compact-sm" loading={keep.isPending} onClick={() => keep.mutate()}>
            {`Keep with ${from.name}`}
          </Button>
        </Group>
      )}
      {vouching && <HostOffDialog node={from} devices={transfer.devices} onClose={vouch.close} />}
    </div>
  );
}
