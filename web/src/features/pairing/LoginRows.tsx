import { ActionIcon, Button, PasswordInput, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";

import type { Problem } from "~/api/problem";
import classes from "~/features/pairing/LoginRows.module.css";
import { MAX_LOGINS, withAnother, type LoginDraft } from "~/features/pairing/logins";

interface Props {
  readonly logins: readonly LoginDraft[];
  readonly problem: Problem | null;
  readonly onChange: (logins: readonly LoginDraft[]) => void;
}

/** Logins to try, in order. They are sealed for the node: nobody can read them back. */
export function LoginRows({ logins, problem, onChange }: Props) {
  const change = (key: number, part: Partial<LoginDraft>): void =>
    onChange(logins.map((each) => (each.key === key ? { ...each, ...part } : each)));
  return (
    <fieldset className={classes.logins}>
      <legend className={classes.legend}>
        Logins to try
        <span className={classes.note}>Tried in order, on every miner. They are sealed for the node; the server cannot read or show them.</span>
      </legend>
      {logins.map((login, index) => (
        <div key={login.key} className={classes.row}>
          <TextInput
            label="User name"
            aria-label={`User name ${index + 1}`}
            placeholder="none"
            maxLength={128}
            autoComplete="off"
            data-autofocus={index === 0 || undefined}
            value={login.username}
            error={problem?.at(`/credentials/${index}/username`)}
            onChange={(event) => change(login.key, { username: event.currentTarget.value })}
          />
          <PasswordInput
            label="Password"
            aria-label={`Password ${index + 1}`}
            maxLength={256}
            autoComplete="new-password"
            value={login.password}
            error={problem?.at(`/credentials/${index}/password`)}
            onChange={(event) => change(login.key, { password: event.currentTarget.value })}
          />
          {logins.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Remove login ${index + 1}`}
              onClick={() => onChange(logins.filter((each) => each.key !== login.key))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={logins.length >= MAX_LOGINS}
        title={logins.length >= MAX_LOGINS ? `At most ${MAX_LOGINS}: more would lock accounts of some makes.` : undefined}
        onClick={() => onChange(withAnother(logins))}
      >
        Another login
      </Button>
    </fieldset>
  );
}
