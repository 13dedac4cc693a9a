import { ActionIcon, Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconDots, IconLink, IconLock, IconLockOpen, IconUserMinus } from "@tabler/icons-react";
import { useState } from "react";

import { KEYS } from "~/api/queries";
import type { UserBody } from "~/api/schema";
import { reread } from "~/pages/settings/queries";
import { changeUser } from "~/pages/settings/users/changes";
import { DisableDialog } from "~/pages/settings/users/DisableDialog";
import { NewLinkDialog } from "~/pages/settings/users/NewLinkDialog";
import { RemoveDialog } from "~/pages/settings/users/RemoveDialog";

interface Props {
  readonly user: UserBody;
  readonly onFailure: (error: unknown) => void;
}

const DIALOGS = { link: NewLinkDialog, disable: DisableDialog, remove: RemoveDialog } as const;

/** What can be done about a user. */
export function UserActs({ user, onFailure }: Props) {
  const [opened, setOpened] = useState<keyof typeof DIALOGS | null>(null);
  const enable = useMutation({
    mutationFn: () => changeUser(user, { disabled: false }),
    onMutate: () => onFailure(null),
    onSuccess: () => reread(KEYS.users),
    onError: onFailure,
  });
  const Dialog = opened === null ? null : DIALOGS[opened];
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="md" aria-label={`Acts for ${user.name}`} loading={enable.isPending}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconLink size={16} aria-hidden />} onClick={() => setOpened("link")}>
            New link
          </Menu.Item>
          {user.disabled ? (
            <Menu.Item leftSection={<IconLockOpen size={16} aria-hidden />} onClick={() => enable.mutate()}>
              Enable
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconLock size={16} aria-hidden />} onClick={() => setOpened("disable")}>
              Disable
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconUserMinus size={16} aria-hidden />} onClick={() => setOpened("remove")}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {Dialog && <Dialog user={user} onClose={() => setOpened(null)} />}
    </>
  );
}
