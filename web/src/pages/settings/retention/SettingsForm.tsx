import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { queryClient } from "~/api/queries";
import type { SettingsBody } from "~/api/schema";
import { settingsQuery } from "~/pages/settings/queries";
import { DeletionDialog } from "~/pages/settings/retention/DeletionDialog";
import { shortened } from "~/pages/settings/retention/disk";
import { faults, flat, isSame, nested, refusals, whole, type Draft, type Values } from "~/pages/settings/retention/draft";
import { RetentionPanel } from "~/pages/settings/retention/RetentionPanel";
import classes from "~/pages/settings/retention/SettingsForm.module.css";
import { TimingPanel } from "~/pages/settings/retention/TimingPanel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** The settings as a form; what would delete data asks first. */
export function SettingsForm({ settings }: { readonly settings: SettingsBody }) {
  const [changes, setChanges] = useState<Partial<Draft>>({});
  const [asking, ask] = useDisclosure(false);
  const saved = flat(settings);
  const draft: Draft = { ...saved, ...changes };
  const values = whole(draft);
  const isChanged = !isSame(draft, saved);
  const save = useMutation({
    mutationFn: (wanted: Values) => answer(api.PUT("/settings", { body: nested(wanted) })),
    onSuccess: (confirmed) => {
      queryClient.setQueryData(settingsQuery.queryKey, confirmed);
      setChanges({});
      ask.close();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (values === null) return;
    if (shortened(saved, values).length > 0) ask.open();
    else save.mutate(values);
  };
  const problem = save.error === null ? null : Problem.from(save.error);
  const panel = { draft, wrong: { ...refusals(problem), ...faults(draft) }, onChange: (part: Partial<Draft>) => setChanges({ ...changes, ...part }) };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <RetentionPanel {...panel} />
      <TimingPanel {...panel} />
      {!asking && <ProblemAlert error={problem} />}
      <Group gap="sm">
        <Button type="submit" loading={save.isPending} disabled={!isChanged || values === null}>
          Save
        </Button>
        <Button variant="default" disabled={!isChanged} onClick={() => setChanges({})}>
          Discard
        </Button>
        <Text size="sm" c="dimmed" role="status">
          {isChanged ? "Not saved yet." : save.isSuccess ? "Saved." : ""}
        </Text>
      </Group>
      {asking && values && (
        <DeletionDialog
          saved={saved}
          wanted={values}
          error={problem}
          isPending={save.isPending}
          onAgree={() => save.mutate(values)}
          onClose={ask.close}
        />
      )}
    </form>
  );
}
