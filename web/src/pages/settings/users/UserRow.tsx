import { Loader, Select } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconCircleCheck, IconLock, IconMailForward } from "@tabler/icons-react";

import { KEYS } from "~/api/queries";
import type { Role, UserBody } from "~/api/schema";
import { meQuery } from "~/app/session";
import { ROLE_ORDER, ROLES } from "~/domain/roles";
import { reread } from "~/pages/settings/queries";
import { changeUser } from "~/pages/settings/users/changes";
import classes from "~/pages/settings/users/UserRow.module.css";
import { UserActs } from "~/pages/settings/users/UserActs";
import { Age } from "~/ui/Age";
import { ToneBadge } from "~/ui/StatusBadge";

interface Props {
  readonly user: UserBody;
  /** What the server refused, or null after it agreed. */
  readonly onFailure: (error: unknown) => void;
}

/** One user; a new role stands there once the server has confirmed it. */
export function UserRow({ user, onFailure }: Props) {
  const { data: me } = useQuery(meQuery);
  const change = useMutation({
    mutationFn: (role: Role) => changeUser(user, { role }),
    onMutate: () => onFailure(null),
    onSuccess: () => reread(KEYS.users),
    onError: onFailure,
  });
  return (
    <tr>
      <th scope="row">
        {user.name}
        {me?.user_id === user.id && <span className={classes.you}>you</span>}
      </th>
      <td>
        <Select
          aria-label={`Role of ${user.name}`}
          size="xs"
          w={124}
          data={ROLE_ORDER.map((role) => ({ value: role, label: ROLES[role].label }))}
          value={user.role}
          disabled={change.isPending}
          rightSection={change.isPending ? <Loader size={14} aria-label="Requested" /> : undefined}
          onChange={(role) => role !== null && role !== user.role && change.mutate(role)}
        />
      </td>
      <td>
        <UserState user={user} />
      </td>
      <td>
        <Age atMs={user.last_sign_in_ms} />
      </td>
      <td className={classes.acts}>
        <UserActs user={user} onFailure={onFailure} />
      </td>
    </tr>
  );
}

function UserState({ user }: { readonly user: UserBody }) {
  if (user.disabled) return <ToneBadge icon={IconLock} tone="warn" label="Disabled" title="Cannot sign in; API keys of this user do not work." />;
  if (!user.has_password) return <ToneBadge icon={IconMailForward} tone="busy" label="Invited" title="Has not set a password yet." />;
  return <ToneBadge icon={IconCircleCheck} tone="good" label="Active" title="Can sign in." />;
}
