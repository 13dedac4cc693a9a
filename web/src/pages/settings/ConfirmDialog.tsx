import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props<T> {
  readonly title: string;
  /** What it will do, to whom, and what stays. */
  readonly children: ReactNode;
  /** The word on the button that does it. */
  readonly act: string;
  readonly mutation: UseMutationResult<T, Error, void>;
  readonly onClose: () => void;
}

/** Asks before something ends; stays open until the server has confirmed it. */
export function ConfirmDialog<T>({ title, children, act, mutation, onClose }: Props<T>) {
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="md">
        <Text size="sm" component="div">
          {children}
        </Text>
        <ProblemAlert error={mutation.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={mutation.isPending} onClick={() => mutation.mutate(undefined, { onSuccess: onClose })}>
            {act}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
