import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { Problem } from "~/api/problem";
import { miners, selectionWords } from "~/features/commands/words";
import { LoginRows } from "~/features/pairing/LoginRows";
import { filled, FIRST_LOGIN, planWords } from "~/features/pairing/logins";
import { OwnerSelect } from "~/features/pairing/OwnerSelect";
import { defaultLoginsQuery } from "~/features/pairing/queries";
import { usePair } from "~/features/pairing/usePair";
import type { Selection } from "~/features/selection/selection";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly selection: Selection;
  readonly count: number;
  readonly onClose: () => void;
  readonly onStarted: (batchId: string) => void;
}

/** The form of the pairing dialog. */
export function PairForm({ selection, count, onClose, onStarted }: Props) {
  const [logins, setLogins] = useState(FIRST_LOGIN);
  const [tryDefaults, setTryDefaults] = useState(true);
  const [nodeId, setNodeId] = useState<number | null>(null);
  const { data: defaults } = useQuery(defaultLoginsQuery);
  const pair = usePair((started) => {
    onClose();
    onStarted(started.batch_id);
  });
  const own = filled(logins);
  const problem = pair.error ? Problem.from(pair.error) : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    pair.mutate({ selection, count, nodeId, logins: own, tryDefaults });
  };
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack gap="md">
        <Text size="sm">
          {`${selectionWords(selection, count, null)}. Their node becomes the owner of those that nobody owns yet, and looks for a login that works.`}
        </Text>
        <OwnerSelect nodeId={nodeId} onChange={setNodeId} />
        <LoginRows logins={logins} problem={problem} onChange={setLogins} />
        <Checkbox
          label="Try default logins"
          description={
            defaults && defaults.length > 0
              ? "Your organisation's, which are kept under Settings, and those that makers sell miners with."
              : "Those that makers sell miners with. Your organisation's own can be kept under Settings."
          }
          checked={tryDefaults}
          onChange={(event) => setTryDefaults(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed" aria-live="polite">
          {planWords(own.length, defaults ?? [], tryDefaults)}
        </Text>
        <ProblemAlert error={pair.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={pair.isPending}>{`Pair ${miners(count)}`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
