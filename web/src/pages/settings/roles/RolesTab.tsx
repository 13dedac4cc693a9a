import { VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCheck } from "@tabler/icons-react";

import { PERMISSIONS, ROLES } from "~/domain/roles";
import { rolesQuery } from "~/pages/settings/queries";
import classes from "~/pages/settings/roles/RolesTab.module.css";
import { SettingsTable } from "~/pages/settings/SettingsTable";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** What each role may do, as the server has it. */
export function RolesTab() {
  const { data: roles, error, refetch } = useQuery(rolesQuery);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  const permissions = roles?.[0]?.permissions ?? [];
  return (
    <Panel title="Roles" flush>
      <SettingsTable label="What each role may do" columns={["Permission", ...(roles ?? []).map(({ role }) => ROLES[role].label)]}>
        {permissions.map((permission) => (
          <tr key={permission}>
            <th scope="row" className={classes.permission}>
              {PERMISSIONS[permission].label}
              <span className={classes.means}>{PERMISSIONS[permission].means}</span>
            </th>
            {(roles ?? []).map((each) => (
              <td key={each.role}>
                <Granted yes={each.permissions.includes(permission)} />
              </td>
            ))}
          </tr>
        ))}
      </SettingsTable>
    </Panel>
  );
}

function Granted({ yes }: { readonly yes: boolean }) {
  return (
    <span className={yes ? classes.yes : classes.no}>
      {yes ? <IconCheck size={16} aria-hidden /> : <span aria-hidden>–</span>}
      <VisuallyHidden>{yes ? "yes" : "no"}</VisuallyHidden>
    </span>
  );
}
