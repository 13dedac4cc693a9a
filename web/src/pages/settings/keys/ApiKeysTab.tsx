import { Button, Skeleton, Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconKey, IconPlus } from "@tabler/icons-react";

import { KeyRow } from "~/pages/settings/keys/KeyRow";
import { IssueKeyDialog } from "~/pages/settings/keys/IssueKeyDialog";
import { apiKeysQuery, usersQuery } from "~/pages/settings/queries";
import { SettingsTable } from "~/pages/settings/SettingsTable";
import { count } from "~/units/format";
import { EmptyState } from "~/ui/EmptyState";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Keys that scripts and other programs work with. */
export function ApiKeysTab() {
  const { data: keys, error, refetch } = useQuery(apiKeysQuery);
  const { data: users } = useQuery(usersQuery);
  const [issuing, issue] = useDisclosure(false);
  const [all, showAll] = useDisclosure(false);
  const revoked = keys?.filter((key) => key.revoked_at_ms !== null).length ?? 0;
  const shown = keys?.filter((key) => all || key.revoked_at_ms === null);
  const nameOf = (id: number) => users?.find((user) => user.id === id)?.name ?? `user ${id}`;
  return (
    <>
      <ProblemAlert error={error} onRetry={() => void refetch()} />
      <Panel
        title="API keys"
        flush
        actions={
          <>
            {revoked > 0 && <Switch size="xs" label={`Show ${count(revoked)} revoked`} checked={all} onChange={showAll.toggle} />}
            <Button size="compact-sm" leftSection={<IconPlus size={16} aria-hidden />} onClick={issue.open}>
              Issue a key
            </Button>
          </>
        }
      >
        {keys === undefined && error === null && <Skeleton height={72} m="md" width="auto" />}
        {shown?.length === 0 && (
          <EmptyState icon={IconKey} title="No keys">
            A key lets a script, a dashboard or the command line use the API with a role of its own.
          </EmptyState>
        )}
        {shown && shown.length > 0 && (
          <SettingsTable label="All API keys" columns={["Name", "Role", "State", "Begins with", "Last used", "Issued"]} acts>
            {shown.map((key) => (
              <KeyRow key={key.id} apiKey={key} issuer={nameOf(key.created_by)} />
            ))}
          </SettingsTable>
        )}
      </Panel>
      {issuing && <IssueKeyDialog onClose={issue.close} />}
    </>
  );
}
