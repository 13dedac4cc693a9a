import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { KEYS } from "~/api/queries";
import type { Role } from "~/api/schema";
import { reread } from "~/pages/settings/queries";
import { RoleField } from "~/pages/settings/RoleField";
import { SetupLink } from "~/pages/settings/users/SetupLink";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Name and role of somebody new; then the link to hand over. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const invite = useMutation({
    mutationFn: () => answer(api.POST("/users", { body: { name: name.trim(), role } })),
    onSuccess: () => reread(KEYS.users),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  const problem = invite.error === null ? null : Problem.from(invite.error);
  const atName = problem?.at("/name") ?? (problem?.code === "already_exists" ? "There is a user of this name already." : undefined);
  return (
    <Modal
      opened
      onClose={onClose}
      title={invite.data ? `${invite.data.user.name} is invited` : "Invite somebody"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {invite.data ? (
        <SetupLink invitation={invite.data} onClose={onClose} />
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label="Name"
              description="What they sign in with."
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
            {atName === undefined && <ProblemAlert error={problem} />}
            <Group justify="flex-end">
              <Button type="submit" loading={invite.isPending} disabled={name.trim() === ""}>
                Invite
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
