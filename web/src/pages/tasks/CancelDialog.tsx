import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api } from "~/api/client";
import { queryClient } from "~/api/queries";
import type { BatchBody } from "~/api/schema";
import { countIn, UNSENT_STATES } from "~/domain/commandStates";
import frame from "~/features/commands/CommandEditor.module.css";
import { Dialog } from "~/features/commands/Dialog";
import { taskQuery } from "~/features/tasks/queries";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { count } from "~/units/format";

interface Props {
  readonly batch: BatchBody;
  readonly onClosed: () => void;
}

/** Withdraw what no node has yet. To ask twice does no harm. */
export function CancelDialog({ batch, onClosed }: Props) {
  const [opened, setOpened] = useState(true);
  const cancel = useMutation({
    mutationFn: () => answer(api.POST("/batches/{batch_id}/cancel", { params: { path: { batch_id: batch.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: taskQuery(batch.id).queryKey }),
  });
  const queued = countIn(batch, UNSENT_STATES);
  const close = () => setOpened(false);
  return (
    <Dialog opened={opened} onClose={close} onClosed={onClosed} isHeld={cancel.isPending} size={480} title={`Cancel: ${batch.title}`}>
      <div className={frame.parts} aria-live="polite">
        {cancel.data === undefined ? (
          <Text size="sm">
            {`${commands(queued)} ${queued === 1 ? "is" : "are"} queued or waiting for a signature. Those that no node has had yet are withdrawn and never carried out. What a node already has runs on.`}
          </Text>
        ) : (
          <Text size="sm">{`${commands(cancel.data.count)} ${cancel.data.count === 1 ? "was" : "were"} withdrawn.`}</Text>
        )}
        <ProblemAlert error={cancel.error} />
      </div>
      <div className={frame.foot}>
        <Button variant="default" onClick={close}>
          Close
        </Button>
        {cancel.data === undefined && (
          <Button color="red" loading={cancel.isPending} disabled={queued === 0} onClick={() => cancel.mutate()}>
            {`Withdraw ${commands(queued)}`}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function commands(number: number): string {
  return `${count(number)} ${number === 1 ? "command" : "commands"}`;
}
