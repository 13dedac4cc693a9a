import { useQuery } from "@tanstack/react-query";

import type { ActivityBody } from "~/api/schema";
import { nodesQuery } from "~/features/nodes/nodesQuery";
import type { Names } from "~/pages/activity/deviceNames";
import classes from "~/pages/activity/Timeline.module.css";
import { TextLink } from "~/ui/TextLink";

/** What an entry is about. */
export type Concerns = Pick<ActivityBody, "device_id" | "node_id" | "batch_id">;

interface Props {
  readonly entry: Concerns;
  readonly names: Names;
}

/** Ways to the miner, node and task of an entry. */
export function EntryLinks({ entry, names }: Props) {
  const { data: nodes } = useQuery(nodesQuery);
  const { device_id: device, node_id: node, batch_id: batch } = entry;
  if (device === null && node === null && batch === null) return null;
  return (
    <span className={classes.links}>
      {device !== null && (
        <TextLink to="/miners/$deviceId" params={{ deviceId: device }}>
          {names.get(device) ?? `miner #${device}`}
        </TextLink>
      )}
      {node !== null && (
        <TextLink to="/nodes" hash={`node-${node}`}>
          {nodes?.find((each) => each.id === node)?.name ?? `node #${node}`}
        </TextLink>
      )}
      {batch !== null && (
        <TextLink to="/tasks/$batchId" params={{ batchId: batch }}>
          task
        </TextLink>
      )}
    </span>
  );
}
