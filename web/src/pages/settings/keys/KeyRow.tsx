import { Button, Code } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { IconCircleCheck, IconClockX, IconKeyOff } from "@tabler/icons-react";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { ApiKeyBody } from "~/api/schema";
import { ROLES } from "~/domain/roles";
import { useNow } from "~/live/now";
import { ConfirmDialog } from "~/pages/settings/ConfirmDialog";
import { reread } from "~/pages/settings/queries";
import { moment, span } from "~/units/time";
import { Age } from "~/ui/Age";
import { ToneBadge } from "~/ui/StatusBadge";

interface Props {
  readonly apiKey: ApiKeyBody;
  readonly issuer: string;
}

/** One key: what it may do, until when, and when it was last used. */
export function KeyRow({ apiKey, issuer }: Props) {
  const [asking, ask] = useDisclosure(false);
  const revoke = useMutation({
    mutationFn: () => answer(api.DELETE("/api-keys/{key_id}", { params: { path: { key_id: apiKey.id } } })),
    onSuccess: () => reread(KEYS.apiKeys),
  });
  return (
    <tr>
      <th scope="row">{apiKey.name}</th>
      <td>{ROLES[apiKey.role].label}</td>
      <td>
        <KeyState apiKey={apiKey} />
      </td>
      <td>
        <Code>{`${apiKey.prefix}…`}</Code>
      </td>
      <td>
        <Age atMs={apiKey.last_used_ms} />
      </td>
      <td>
        <Age atMs={apiKey.created_at_ms} /> by {issuer}
      </td>
      <td>
        {apiKey.revoked_at_ms === null && (
          <Button size="compact-xs" variant="default" aria-label={`Revoke ${apiKey.name}`} onClick={ask.open}>
            Revoke
          </Button>
        )}
        {asking && (
          <ConfirmDialog title={`Revoke ${apiKey.name}?`} act={`Revoke ${apiKey.name}`} mutation={revoke} onClose={ask.close}>
            Whatever uses this key is refused at once, for good. It was last used <Age atMs={apiKey.last_used_ms} />. The key stays in the list as
            revoked.
          </ConfirmDialog>
        )}
      </td>
    </tr>
  );
}

function KeyState({ apiKey }: { readonly apiKey: ApiKeyBody }) {
  const now = useNow();
  const { revoked_at_ms: revokedAt, expires_at_ms: expiresAt } = apiKey;
  if (revokedAt !== null) return <ToneBadge icon={IconKeyOff} tone="unknown" label="Revoked" title={moment(revokedAt)} />;
  if (expiresAt === null) return <ToneBadge icon={IconCircleCheck} tone="good" label="Works until revoked" />;
  if (expiresAt <= now) return <ToneBadge icon={IconClockX} tone="warn" label="Expired" title={moment(expiresAt)} />;
  return <ToneBadge icon={IconCircleCheck} tone="good" label={`Works for ${span((expiresAt - now) / 1000)}`} title={`Until ${moment(expiresAt)}`} />;
}
