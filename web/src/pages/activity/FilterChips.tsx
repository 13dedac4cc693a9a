import { Group, Pill, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { nodesQuery } from "~/features/nodes/nodesQuery";
import { useDeviceName } from "~/pages/activity/deviceNames";
import type { ActivitySearch } from "~/pages/activity/search";
import { useActivityChange } from "~/pages/activity/useActivityChange";
import { TextLink } from "~/ui/TextLink";
import { moment } from "~/units/time";

interface Props {
  readonly search: ActivitySearch;
  readonly timeZone: string | undefined;
}

/** What the log is narrowed by beside the controls above: each can be taken away. */
export function FilterChips({ search, timeZone }: Props) {
  const { device, node, batch, from, to } = search;
  const change = useActivityChange();
  if (device === undefined && node === undefined && batch === undefined && from === undefined && to === undefined) return null;
  return (
    <Group gap="xs">
      {from !== undefined && <Chip name={`from ${moment(from, timeZone)}`} onRemove={() => change({ from: undefined })} />}
      {to !== undefined && <Chip name={`until ${moment(to, timeZone)}`} onRemove={() => change({ to: undefined })} />}
      {device !== undefined && <DeviceChip id={device} onRemove={() => change({ device: undefined })} />}
      {node !== undefined && <NodeChip id={node} onRemove={() => change({ node: undefined })} />}
      {batch !== undefined && (
        <>
          <Chip name="one task" onRemove={() => change({ batch: undefined })} />
          <Text size="sm">
            <TextLink to="/tasks/$batchId" params={{ batchId: batch }}>
              Show the task
            </TextLink>
          </Text>
        </>
      )}
    </Group>
  );
}

interface ChipProps {
  readonly name: string;
  readonly onRemove: () => void;
}

function Chip({ name, onRemove }: ChipProps) {
  return (
    <Pill withRemoveButton size="md" onRemove={onRemove} removeButtonProps={{ "aria-label": `Remove the filter: ${name}`, tabIndex: 0, "aria-hidden": false }}>
      {name}
    </Pill>
  );
}

function DeviceChip({ id, onRemove }: { readonly id: number; readonly onRemove: () => void }) {
  return <Chip name={`miner ${useDeviceName(id)}`} onRemove={onRemove} />;
}

function NodeChip({ id, onRemove }: { readonly id: number; readonly onRemove: () => void }) {
  const { data: nodes } = useQuery(nodesQuery);
  return <Chip name={`node ${nodes?.find((each) => each.id === id)?.name ?? `#${id}`}`} onRemove={onRemove} />;
}
