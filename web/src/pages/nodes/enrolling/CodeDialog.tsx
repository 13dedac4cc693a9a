import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { CodeSteps } from "~/pages/nodes/enrolling/CodeSteps";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Makes a one-time code, shows it this once, and lets the node in that comes with it. */
export function CodeDialog({ onClose }: { readonly onClose: () => void }) {
  const make = useMutation({ mutationFn: () => answer(api.POST("/enrollment-codes")), gcTime: 0 });
  return (
    <Modal opened onClose={onClose} title="Enroll a node" size="lg" closeOnClickOutside={false} closeButtonProps={{ "aria-label": "Close" }}>
      {make.data ? (
        <CodeSteps code={make.data} onClose={onClose} />
      ) : (
        <Stack gap="md">
          <Text size="sm">
            A fleet node stands next to the miners and dials out to this server; nothing dials in. It is let in once you have compared ten words
            that its console shows.
          </Text>
          <Text size="sm">The code is good once, for 15 minutes, and is shown here only.</Text>
          <ProblemAlert error={make.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button data-autofocus loading={make.isPending} onClick={() => make.mutate()}>
              Make a code
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
