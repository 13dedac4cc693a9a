import { Button, CloseButton, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { countIn, ended } from "~/domain/commandStates";
import { miners } from "~/features/commands/words";
import { PairDialog } from "~/features/pairing/PairDialog";
import { failuresQuery } from "~/features/pairing/queries";
import { ReasonLine } from "~/features/pairing/ReasonLine";
import { reasons, type Reason } from "~/features/pairing/reasons";
import { useRefreshed } from "~/features/pairing/useRefreshed";
import { taskQuery } from "~/features/tasks/queries";
import { TaskProgress } from "~/features/tasks/TaskProgress";
import { failures } from "~/features/tasks/words";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

interface Props {
  readonly batchId: string;
  readonly onClose: () => void;
  /** Others are being paired from here: the batch to watch then. */
  readonly onStarted: (batchId: string) => void;
}

/** How a pairing goes, and its failures as a queue, by reason, to try again with other logins. */
export function PairingPanel({ batchId, onClose, onStarted }: Props) {
  const { data: batch, error } = useQuery(taskQuery(batchId));
  const bad = batch ? failures(batch) : 0;
  const { data: failed } = useQuery({ ...failuresQuery(batchId), enabled: bad > 0 });
  const [retried, retry] = useState<Reason | null>(null);
  const refreshed = useRefreshed();
  const finished = batch?.finished ?? false;
  useEffect(() => {
    if (finished) refreshed();
  }, [finished, refreshed]);
  return (
    <Panel
      title={batch ? `${batch.title} ${miners(batch.total)}` : "Pairing"}
      actions={
        <Group gap="xs" wrap="nowrap">
          <Text size="sm">
            <TextLink to="/tasks/$batchId" params={{ batchId }}>
              Task
            </TextLink>
          </Text>
          <CloseButton aria-label="Close the pairing" onClick={onClose} />
        </Group>
      }
    >
      <Stack gap="sm">
        <ProblemAlert error={error} />
        {batch && <TaskProgress batch={batch} large />}
        {batch && (
          <Text size="sm" aria-live="polite" className="live-value">
            {`${count(countIn(batch, ["SUCCEEDED"]))} of ${count(batch.total)} done${bad > 0 ? `, ${count(bad)} not` : ""}${
              finished ? "." : `, ${count(batch.total - ended(batch))} to go…`
            }`}
          </Text>
        )}
        {bad > 0 && reasons(failed ?? []).map((reason) => <ReasonLine key={reason.code} reason={reason} onRetry={() => retry(reason)} />)}
        {finished && bad === 0 && batch?.kind === "PAIR" && (
          <Group>
            <Button component={Link} to="/miners" variant="light" size="compact-md" fz="sm">
              To the miners
            </Button>
          </Group>
        )}
      </Stack>
      <PairDialog
        selection={retried && { kind: "ids", ids: new Set(retried.deviceIds) }}
        count={retried?.deviceIds.length ?? 0}
        onClose={() => retry(null)}
        onStarted={onStarted}
      />
    </Panel>
  );
}
