import { Modal } from "@mantine/core";

import { useSessionEnded } from "~/app/session";
import { SignInForm } from "~/pages/sign-in/SignInForm";

/** The session ended under an open page: sign in over it, and go on where one was. */
export function SessionEnded() {
  return (
    <Modal opened={useSessionEnded()} onClose={() => undefined} withCloseButton={false} title="Your session has ended">
      <SignInForm onDone={() => undefined} />
    </Modal>
  );
}
