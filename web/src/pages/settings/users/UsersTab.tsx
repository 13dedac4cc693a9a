import { Button, Skeleton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";

import { usersQuery } from "~/pages/settings/queries";
import { SettingsTable } from "~/pages/settings/SettingsTable";
import { InviteDialog } from "~/pages/settings/users/InviteDialog";
import { UserRow } from "~/pages/settings/users/UserRow";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Who may sign in, and as what. */
export function UsersTab() {
  const { data: users, error, refetch } = useQuery(usersQuery);
  const [inviting, invite] = useDisclosure(false);
  const [failure, setFailure] = useState<unknown>(null);
  return (
    <>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      <ProblemAlert error={failure} />
      <Panel
        title="Users"
        flush
        actions={
          <Button size="compact-sm" leftSection={<IconUserPlus size={16} aria-hidden />} onClick={invite.open}>
            Invite
          </Button>
        }
      >
        <SettingsTable label="All users" columns={["Name", "Role", "State", "Last sign-in"]} acts>
          {users?.map((user) => <UserRow key={user.id} user={user} onFailure={setFailure} />)}
        </SettingsTable>
        {users === undefined && <Skeleton height={72} m="md" width="auto" />}
      </Panel>
      {inviting && <InviteDialog onClose={invite.close} />}
    </>
  );
}
