import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { DefaultLoginBody } from "~/api/schema";
import { ConfirmDialog } from "~/pages/settings/ConfirmDialog";
import { reread } from "~/pages/settings/queries";
import { UNKNOWN } from "~/units/format";
import { Age } from "~/ui/Age";
import { ToneBadge } from "~/ui/StatusBadge";

interface Props {
  readonly login: DefaultLoginBody;
  readonly mayRemove: boolean;
}

/** One login, without its password: for which miners, and which nodes have it. */
export function LoginRow({ login, mayRemove }: Props) {
  const [asking, ask] = useDisclosure(false);
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE("/default-logins/{login_id}", { params: { path: { login_id: login.id } } })),
    onSuccess: () => reread(KEYS.defaultLogins),
  });
  const name = login.username === "" ? "the login without a user name" : login.username;
  return (
    <tr>
      <th scope="row">{login.username === "" ? UNKNOWN : login.username}</th>
      <td>{login.driver === "" ? "any miner" : login.driver}</td>
      <td>
        <NodesWithLogin login={login} />
      </td>
      <td>
        <Age atMs={login.created_at_ms} /> by {login.created_by.display_name}
      </td>
      <td>
        {mayRemove && (
          <Button size="compact-xs" variant="default" aria-label={`Remove ${name}`} onClick={ask.open}>
            Remove
          </Button>
        )}
        {asking && (
          <ConfirmDialog title={`Remove ${name}?`} act="Remove the login" mutation={remove} onClose={ask.close}>
            Pairing no longer tries it. Miners that were paired with it stay paired.
          </ConfirmDialog>
        )}
      </td>
    </tr>
  );
}

function NodesWithLogin({ login }: { readonly login: DefaultLoginBody }) {
  const all = login.nodes.length + login.lacking.length;
  if (login.lacking.length === 0) return <ToneBadge icon={IconCircleCheck} tone="good" label={all === 1 ? "the node" : `all ${all} nodes`} />;
  const lacking = login.lacking.map(({ name }) => name).join(", ");
  return (
    <ToneBadge
      icon={IconAlertTriangle}
      tone="warn"
      label={`${login.nodes.length} of ${all} nodes`}
      title={`${lacking}: came later, or has another key now. Remove the login and add it again.`}
    />
  );
}
