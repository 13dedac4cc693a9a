import { ActionIcon, Group, PasswordInput, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";

import type { PoolDraft } from "~/features/commands/drafts";
import classes from "~/features/commands/forms/PoolFields.module.css";

interface Props {
  readonly pool: PoolDraft;
  readonly position: number;
  readonly of: number;
  readonly urlProblem: string | undefined;
  readonly onChange: (pool: PoolDraft) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

/** One pool of the list: its place, its address, and its login. */
export function PoolFields({ pool, position, of, urlProblem, onChange, onMove, onRemove }: Props) {
  const name = `pool ${position + 1}`;
  const icon = { variant: "subtle", color: "gray", size: 32 } as const;
  return (
    <fieldset className={classes.pool}>
      <legend className={classes.legend}>{`Pool ${position + 1}${position === 0 ? ", used first" : ""}`}</legend>
      <Group gap={2}>
        <ActionIcon {...icon} aria-label={`Move ${name} up`} disabled={position === 0} onClick={() => onMove(position - 1)}>
          <IconArrowUp size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon {...icon} aria-label={`Move ${name} down`} disabled={position === of - 1} onClick={() => onMove(position + 1)}>
          <IconArrowDown size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon {...icon} aria-label={`Remove ${name}`} disabled={of === 1} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
      <div className={classes.fields}>
        <TextInput
          className={classes.url ?? ""}
          label="URL"
          placeholder="stratum+tcp://pool.example:3333"
          autoComplete="off"
          inputMode="url"
          spellCheck={false}
          maxLength={250}
          value={pool.url}
          onChange={(event) => onChange({ ...pool, url: event.currentTarget.value })}
          error={urlProblem}
          {...(position === 0 && { "data-autofocus": true, autoFocus: true })}
        />
        <TextInput
          label="User, or worker"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={pool.username}
          onChange={(event) => onChange({ ...pool, username: event.currentTarget.value })}
        />
        <PasswordInput
          label="Password"
          placeholder="none"
          autoComplete="new-password"
          maxLength={128}
          value={pool.password}
          onChange={(event) => onChange({ ...pool, password: event.currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}
