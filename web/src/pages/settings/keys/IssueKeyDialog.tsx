import { Button, Code, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { KEYS } from "~/api/queries";
import type { Role } from "~/api/schema";
import { serverNow } from "~/live/clock";
import { EXPIRIES, expiresAt, type Expiry } from "~/pages/settings/keys/expiry";
import { OneTimeValue } from "~/pages/settings/OneTimeValue";
import { reread } from "~/pages/settings/queries";
import { RoleField } from "~/pages/settings/RoleField";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Name, role and end of a new key; then its secret, this once. */
export function IssueKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [expiry, setExpiry] = useState<Expiry>("90");
  const issue = useMutation({
    mutationFn: () => {
      const expires_at_ms = expiresAt(expiry, serverNow());
      return answer(api.POST("/api-keys", { body: { name: name.trim(), role, expires_at_ms } }));
    },
    onSuccess: () => reread(KEYS.apiKeys),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    issue.mutate();
  };
  const problem = issue.error === null ? null : Problem.from(issue.error);
  const atName = problem?.at("/name") ?? (problem?.code === "already_exists" ? "There is a key of this name already." : undefined);
  return (
    <Modal
      opened
      onClose={onClose}
      title={issue.data ? `The key ${issue.data.key.name}` : "Issue an API key"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {issue.data ? (
        <OneTimeValue label="Secret" value={issue.data.secret} onClose={onClose}>
          <p>It is shown only now; Headframe keeps no copy of it. Put it where only the program that needs it can read it.</p>
          <p>
            In a shell, with the secret in <Code>HEADFRAME_KEY</Code>:
          </p>
          <Code block>{`curl -H "Authorization: Bearer $HEADFRAME_KEY" \\\n  ${location.origin}/api/v1/devices/summary`}</Code>
        </OneTimeValue>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label="Name"
              description="What uses it: Grafana, a script."
              required
              withAsterisk={false}
              autoComplete="off"
              maxLength={120}
              data-autofocus
              error={atName}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <RoleField value={role} onChange={setRole} />
            <Select
              label="Works for"
              data={[...EXPIRIES]}
              value={expiry}
              error={problem?.at("/expires_at_ms")}
              onChange={(value) => value !== null && setExpiry(value)}
            />
            {atName === undefined && <ProblemAlert error={problem} />}
            <Group justify="flex-end">
              <Button type="submit" loading={issue.isPending} disabled={name.trim() === ""}>
                Issue the key
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
