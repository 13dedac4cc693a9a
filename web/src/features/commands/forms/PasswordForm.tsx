import { PasswordInput, Stack, TextInput } from "@mantine/core";

import type { FormProps } from "~/features/commands/forms/formProps";

/** A new password for an account on the miners. It is sent sealed to each node, once, when confirmed. */
export function PasswordForm({ draft, onChange, problems }: FormProps<"UPDATE_PASSWORD">) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Account"
        description="Empty: the one that the node uses, which then knows the new password."
        autoComplete="off"
        maxLength={64}
        value={draft.username}
        onChange={(event) => onChange({ ...draft, username: event.currentTarget.value })}
      />
      <PasswordInput
        data-autofocus
        autoFocus
        label="New password"
        description="Sealed to each node when you confirm. Nobody can read it back: keep it yourself."
        autoComplete="new-password"
        value={draft.password}
        onChange={(event) => onChange({ ...draft, password: event.currentTarget.value })}
        error={problems["password"]}
      />
      <PasswordInput
        label="New password again"
        autoComplete="new-password"
        value={draft.again}
        onChange={(event) => onChange({ ...draft, again: event.currentTarget.value })}
        error={problems["again"]}
      />
    </Stack>
  );
}
