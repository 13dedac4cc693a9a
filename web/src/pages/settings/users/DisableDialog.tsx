import { useMutation } from "@tanstack/react-query";

import { KEYS } from "~/api/queries";
import type { UserBody } from "~/api/schema";
import { ConfirmDialog } from "~/pages/settings/ConfirmDialog";
import { reread } from "~/pages/settings/queries";
import { changeUser } from "~/pages/settings/users/changes";

interface Props {
  readonly user: UserBody;
  readonly onClose: () => void;
}

/** Asks before somebody is shut out. */
export function DisableDialog({ user, onClose }: Props) {
  const disable = useMutation({
    mutationFn: () => changeUser(user, { disabled: true }),
    onSuccess: () => reread(KEYS.users),
  });
  return (
    <ConfirmDialog title={`Disable ${user.name}?`} act={`Disable ${user.name}`} mutation={disable} onClose={onClose}>
      {user.name} is signed out everywhere at once and cannot sign in, and API keys issued by {user.name} stop working, until you enable {user.name}{" "}
      again. Nothing is deleted.
    </ConfirmDialog>
  );
}
