import { Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { meQuery, useSessionEnded } from "~/app/session";
import { SignInForm } from "~/pages/sign-in/SignInForm";

/** The session ended under an open page: sign in over it, and go on where one was. */
export function SessionEnded() {
  const ended = useSessionEnded();
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  return (
    <Modal
      opened={ended}
      onClose={() => undefined}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
      size={380}
      title="Your session has ended"
      zIndex={1000}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          Sign in to go on where you were. Nothing that was not confirmed has been done.
        </Text>
        <SignInForm name={me?.name ?? ""} onDone={() => undefined} />
      </Stack>
    </Modal>
  );
}
