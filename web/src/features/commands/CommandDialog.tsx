import { Group, Loader, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";

import classes from "~/features/commands/CommandDialog.module.css";
import type { Chosen } from "~/features/commands/chosen";
import { CommandSteps } from "~/features/commands/CommandSteps";
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
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const { subject, isPending } = useSubject(chosen.selection);
  const Icon = chosen.act.icon;
  const close = () => setOpened(false);
  return (
    <Modal
      opened={opened}
      onClose={close}
      onExitTransitionEnd={onClosed}
      fullScreen={isPhone}
      size={640}
      returnFocus={false}
      closeOnClickOutside={false}
      closeOnEscape={!isSending}
      classNames={{ body: classes.body ?? "", content: classes.content ?? "", header: classes.header ?? "" }}
      title={
        <span className={classes.title}>
          <Icon size={20} stroke={1.7} aria-hidden />
          {chosen.act.label}
        </span>
      }
    >
      {isPending ? (
        <Group justify="center" p="xl">
          <Loader size="sm" aria-label="Reading what this miner can do" />
        </Group>
      ) : (
        <CommandSteps chosen={chosen} subject={subject} onClose={close} onSending={setSending} {...(onIssued && { onIssued })} />
      )}
    </Modal>
  );
}
