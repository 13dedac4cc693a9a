import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { ViewBody } from "~/api/schema";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly view: ViewBody;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}

/** Asks before a view is deleted. */
export function RemoveView({ view, onClose, onRemoved }: Props) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE("/views/{view_id}", { params: { path: { view_id: view.id } } })),
    onSuccess: () => {
      onRemoved();
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: [KEYS.views] }),
  });
  return (
    <Modal opened onClose={onClose} title={`Delete the view ${view.name}?`}>
      <Stack>
        <Text size="sm">{view.shared ? "It goes for everybody here. Miners are not touched." : "Miners are not touched."}</Text>
        <ProblemAlert error={remove.error} />
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete view
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
