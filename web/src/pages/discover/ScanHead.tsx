import { Button, Group, Progress, Text } from "@mantine/core";
import { IconPlayerStop, IconReload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { KEYS } from "~/api/queries";
import type { DiscoveryBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { nodesQuery } from "~/features/nodes/nodesQuery";
import { useNow } from "~/live/now";
import { cancelScan, runs, startScan } from "~/pages/discover/queries";
import { RecordedProblemAlert } from "~/pages/discover/RecordedProblemAlert";
import classes from "~/pages/discover/ScanHead.module.css";
import { SCAN_STATES } from "~/pages/discover/scanStates";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { Stat } from "~/ui/Stat";
import { ToneBadge } from "~/ui/StatusBadge";
import { count } from "~/units/format";
import { moment, span } from "~/units/time";

interface Props {
  readonly scan: DiscoveryBody;
  /** The same scan was started once more. */
  readonly onAgain: (scan: DiscoveryBody) => void;
}

/** How far a scan is, and the way to stop it. */
export function ScanHead({ scan, onAgain }: Props) {
  const now = useNow();
  const client = useQueryClient();
  const can = useCan();
  const { data: nodes } = useQuery(nodesQuery);
  const cancel = useMutation({
    mutationFn: () => cancelScan(scan.id),
    onSuccess: () => client.invalidateQueries({ queryKey: [KEYS.discoveries] }),
  });
  const again = useMutation({
    mutationFn: () => startScan({ targets: scan.targets, node_id: scan.node_id }),
    onSuccess: async (begun) => {
      await client.invalidateQueries({ queryKey: [KEYS.discoveries] });
      onAgain(begun);
    },
  });
  const open = runs(scan.state);
  const { icon, label, tone } = SCAN_STATES[scan.state];
  const node = nodes?.find((each) => each.id === scan.node_id)?.name ?? `#${scan.node_id}`;
  return (
    <div className={classes.head}>
      <Group gap="sm">
        <ToneBadge icon={icon} tone={tone} label={label} />
        <Text size="sm" c="dimmed" flex={1}>{`by node ${node}, begun ${moment(scan.started_at_ms)}`}</Text>
        {open && can("pair_devices") && (
          <Button
            variant="default"
            leftSection={<IconPlayerStop size={16} aria-hidden />}
            loading={cancel.isPending}
            disabled={scan.state === "CANCELLING"}
            onClick={() => cancel.mutate()}
          >
            {scan.state === "CANCELLING" ? "Stopping…" : "Cancel the scan"}
          </Button>
        )}
        {!open && can("pair_devices") && (
          <Button variant="default" leftSection={<IconReload size={16} aria-hidden />} loading={again.isPending} onClick={() => again.mutate()}>
            Scan again
          </Button>
        )}
      </Group>
      <div className={classes.figures}>
        <Stat label="Addresses scanned" value={count(scan.addresses_scanned)} note={`of ${count(scan.addresses_total)}`} />
        <Stat label="Open hosts" value={count(scan.hosts_open)} note="answer on a miner's port" />
        <Stat label="Miners found" value={count(scan.devices_found)} note={open ? "so far" : "in all"} />
        <Stat label={open ? "Elapsed" : "Took"} value={span(((scan.ended_at_ms ?? now) - scan.started_at_ms) / 1000)} />
      </div>
      {open && <Progress value={ratio(scan) * 100} animated aria-label="Addresses scanned" size="sm" />}
      <RecordedProblemAlert problem={scan.problem} />
      <ProblemAlert error={cancel.error ?? again.error} />
    </div>
  );
}

function ratio(scan: DiscoveryBody): number {
  if (!scan.addresses_total) return 0;
  return (scan.addresses_scanned ?? 0) / scan.addresses_total;
}
