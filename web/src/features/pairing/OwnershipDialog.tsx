import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";

import { selectionWords } from "~/features/commands/words";
import { carryOut, type OwnershipAct } from "~/features/pairing/ownershipActs";
import { useRefreshed } from "~/features/pairing/useRefreshed";
import type { Selection } from "~/features/selection/selection";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly act: OwnershipAct;
  readonly selection: Selection;
  readonly count: number;
  readonly onClose: () => void;
  readonly onDone?: (batchId: string | null) => void;
}

/** Says what an act does and to how many, and does it when that is confirmed. */
export function OwnershipDialog({ act, selection, count, onClose, onDone }: Props) {
  const refreshed = useRefreshed();
  const run = useMutation({
    mutationFn: () => carryOut(act.kind, selection, count),
    onSuccess: (done) => {
      if ("count" in done) notifications.show({ color: "verdigris", message: act.done(done.count) });
      refreshed();
      onClose();
      onDone?.("batchId" in done ? done.batchId : null);
    },
  });
  return (
    <Modal opened onClose={onClose} title={act.confirm(count)} size="lg">
      <Stack gap="md">
        <Text size="sm" fw={600}>
          {selectionWords(selection, count, null)}
        </Text>
        {act.does.map((sentence) => (
          <Text key={sentence} size="sm">
            {sentence}
          </Text>
        ))}
        <ProblemAlert error={run.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red" loading={run.isPending} onClick={() => run.mutate()}>
            {act.confirm(count)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
