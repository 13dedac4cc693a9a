import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import type { UserBody } from "~/api/schema";
import { SetupLink } from "~/pages/settings/users/SetupLink";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly user: UserBody;
  readonly onClose: () => void;
}

/** A new one-time link for somebody who lost the first one, or the password. */
export function NewLinkDialog({ user, onClose }: Props) {
  const renew = useMutation({
    mutationFn: () => answer(api.POST("/users/{user_id}/setup-link", { params: { path: { user_id: user.id } } })),
  });
  return (
    <Modal opened onClose={onClose} title={`New link for ${user.name}`} closeButtonProps={{ "aria-label": "Close" }}>
      {renew.data ? (
        <SetupLink invitation={renew.data} onClose={onClose} />
      ) : (
        <Stack gap="md">
          <Text size="sm">
            {user.has_password
              ? `With it ${user.name} sets a new password. The present one works until then; afterwards all sessions end.`
              : `With it ${user.name} sets a first password. Links made before stop working.`}
          </Text>
          <ProblemAlert error={renew.error} />
          <Group justify="flex-end">
            <Button loading={renew.isPending} onClick={() => renew.mutate()} data-autofocus>
              Make a link
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
