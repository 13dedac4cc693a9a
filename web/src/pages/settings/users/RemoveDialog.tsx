import { useMutation } from "@tanstack/react-query";

import { KEYS } from "~/api/queries";
import type { UserBody } from "~/api/schema";
import { ConfirmDialog } from "~/pages/settings/ConfirmDialog";
import { reread } from "~/pages/settings/queries";
import { removeUser } from "~/pages/settings/users/changes";

interface Props {
  readonly user: UserBody;
  readonly onClose: () => void;
}

/** Asks before somebody is removed for good. */
export function RemoveDialog({ user, onClose }: Props) {
  const remove = useMutation({
    mutationFn: () => removeUser(user),
    onSuccess: () => reread(KEYS.users),
  });
  return (
    <ConfirmDialog title={`Remove ${user.name}?`} act={`Remove ${user.name}`} mutation={remove} onClose={onClose}>
      The sessions, set-up links, API keys and saved views of {user.name} end for good, shared views too. What {user.name} did stays in the activity
      log. To keep keys and views, disable instead.
    </ConfirmDialog>
  );
}
