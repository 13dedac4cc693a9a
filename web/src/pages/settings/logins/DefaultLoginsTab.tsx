import { Button, Skeleton, Text, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconPassword, IconPlus } from "@tabler/icons-react";

import { useCan } from "~/app/session";
import { AddLoginDialog } from "~/pages/settings/logins/AddLoginDialog";
import { LoginRow } from "~/pages/settings/logins/LoginRow";
import { defaultLoginsQuery } from "~/pages/settings/queries";
import { SettingsTable } from "~/pages/settings/SettingsTable";
import { EmptyState } from "~/ui/EmptyState";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Logins that pairing tries before those that makers ship. */
export function DefaultLoginsTab() {
  const { data: logins, error, refetch } = useQuery(defaultLoginsQuery);
  const [adding, add] = useDisclosure(false);
  const may = useCan()("configure_devices");
  return (
    <>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      <Panel
        title="Default logins"
        flush
        actions={
          <Tooltip label="Operators and admins add logins." disabled={may}>
            <Button
              size="compact-sm"
              leftSection={<IconPlus size={16} aria-hidden />}
              {...(may ? { onClick: add.open } : { "data-disabled": true, "aria-disabled": true })}
            >
              Add a login
            </Button>
          </Tooltip>
        }
      >
        <Text size="sm" c="dimmed" px="md" py="sm">
          Pairing tries these in order, then those that makers ship. Each is sealed to the nodes that exist when it is added: the server cannot read
          it, and nobody is ever shown its password again.
        </Text>
        {logins === undefined && error === null && <Skeleton height={72} m="md" width="auto" />}
        {logins?.length === 0 && (
          <EmptyState icon={IconPassword} title="No logins of your own">
            If your miners share a password, add it here: pairing then finds it by itself.
          </EmptyState>
        )}
        {logins && logins.length > 0 && (
          <SettingsTable label="All default logins" columns={["User name", "For", "Nodes", "Added"]} acts>
            {logins.map((login) => (
              <LoginRow key={login.id} login={login} mayRemove={may} />
            ))}
          </SettingsTable>
        )}
      </Panel>
      {adding && <AddLoginDialog onClose={add.close} />}
    </>
  );
}
