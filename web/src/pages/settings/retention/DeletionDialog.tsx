import { Button, Group, Modal, Stack, Text } from "@mantine/core";

import { shortened } from "~/pages/settings/retention/disk";
import type { Values } from "~/pages/settings/retention/draft";
import { count } from "~/units/format";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly saved: Values;
  readonly wanted: Values;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly onAgree: () => void;
  readonly onClose: () => void;
}

/** A shorter retention deletes what is older: says what, and asks. */
export function DeletionDialog({ saved, wanted, error, isPending, onAgree, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title="Delete older telemetry?" closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="md">
        {shortened(saved, wanted).map(({ key, label }) => (
          <Text key={key} size="sm">
            <strong>{label}:</strong> what is older than {count(wanted[key])} days is deleted for good. Until now {count(saved[key])} days are kept.
          </Text>
        ))}
        <ProblemAlert error={error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={isPending} onClick={onAgree}>
            Save and delete
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
