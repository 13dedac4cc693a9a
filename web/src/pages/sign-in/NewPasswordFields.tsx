import { Checkbox, PasswordInput, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";

import { StrengthHint } from "~/pages/sign-in/StrengthHint";
import { MIN_CHARS } from "~/pages/sign-in/strength";

/** A password to be set, twice. */
export interface NewPassword {
  readonly password: string;
  readonly again: string;
}

export const NO_PASSWORD: NewPassword = { password: "", again: "" };

/** Whether it may be sent: long enough, and the same both times. */
export function isReady({ password, again }: NewPassword): boolean {
  return password.length >= MIN_CHARS && password === again;
}

interface Props {
  readonly value: NewPassword;
  readonly onChange: (value: NewPassword) => void;
  /** Whether the focus begins here. */
  readonly focused?: boolean;
  /** What the server says of it. */
  readonly error?: string | undefined;
}

/** A new password twice, with a hint of its strength, shown or hidden. */
export function NewPasswordFields({ value, onChange, focused = false, error }: Props) {
  const [shown, show] = useDisclosure(false);
  const [left, { open: leave }] = useDisclosure(false);
  const differs = left && value.again !== "" && value.again !== value.password;
  const shared = { autoComplete: "new-password", visible: shown, rightSection: <></>, required: true, withAsterisk: false, maxLength: 256 };
  return (
    <Stack gap="sm">
      <PasswordInput
        {...shared}
        label="New password"
        error={error}
        minLength={MIN_CHARS}
        description={<StrengthHint password={value.password} />}
        inputWrapperOrder={["label", "input", "description", "error"]}
        autoFocus={focused}
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.target.value })}
      />
      <PasswordInput
        {...shared}
        label="The same once more"
        error={differs ? "The two passwords differ." : undefined}
        value={value.again}
        onBlur={leave}
        onChange={(event) => onChange({ ...value, again: event.target.value })}
      />
      <Checkbox label="Show the passwords" checked={shown} onChange={show.toggle} />
    </Stack>
  );
}
