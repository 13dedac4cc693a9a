import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode, SubmitEvent } from "react";

import { Problem } from "~/api/problem";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly action: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly isDangerous?: boolean;
  readonly isDisabled?: boolean;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** The frame of each form about a place: its fields, what went wrong, and its two buttons. */
export function PlaceForm({ action, isPending, error, isDangerous = false, isDisabled = false, onSubmit, onCancel, children }: Props) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const isAtField = error !== null && Problem.from(error).fields.length === 1;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {children}
        {!isAtField && <ProblemAlert error={error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending} disabled={isDisabled} {...(isDangerous ? { color: "red" } : {})}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
