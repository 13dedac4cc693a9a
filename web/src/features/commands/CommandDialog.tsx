import { Group, Loader } from "@mantine/core";
import { useState } from "react";

import type { Chosen } from "~/features/commands/chosen";
import { CommandSteps } from "~/features/commands/CommandSteps";
import { Dialog } from "~/features/commands/Dialog";
import { useSubject } from "~/features/commands/queries";

interface Props {
  readonly chosen: Chosen;
  /** The dialog is gone. */
  readonly onClosed: () => void;
  readonly onIssued?: (batchId: string) => void;
}

/** One command: its form, what it would do, the act, and what the server said. */
export function CommandDialog({ chosen, onClosed, onIssued }: Props) {
  const [opened, setOpened] = useState(true);
  const [isSending, setSending] = useState(false);
  const { subject, isPending } = useSubject(chosen.selection);
  const Icon = chosen.act.icon;
  const close = () => setOpened(false);
  return (
    <Dialog
      opened={opened}
      onClose={close}
      onClosed={onClosed}
      isHeld={isSending}
      title={
        <>
          <Icon size={20} stroke={1.7} aria-hidden />
          {chosen.act.label}
        </>
      }
    >
      {isPending ? (
        <Group justify="center" p="xl">
          <Loader size="sm" aria-label="Reading what this miner can do" />
        </Group>
      ) : (
        <CommandSteps chosen={chosen} subject={subject} onClose={close} onSending={setSending} {...(onIssued && { onIssued })} />
      )}
    </Dialog>
  );
}
