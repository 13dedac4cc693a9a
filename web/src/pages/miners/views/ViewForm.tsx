import { Button, Group, Modal, Stack, Switch, TextInput } from "@mantine/core";
import { useState } from "react";

import { Problem } from "~/api/problem";
import type { ViewBody } from "~/api/schema";
import { useSaveView } from "~/pages/miners/views/useSaveView";
import { settingsOf, viewInput, type ViewSettings } from "~/pages/miners/views/views";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  /** The view to rename or share; null for a new one of the list as it is now. */
  readonly view: ViewBody | null;
  readonly now: ViewSettings;
  readonly onClose: () => void;
  readonly onSaved: (view: ViewBody) => void;
}

/** Name and sharing of a view. What the view keeps is changed by saving the list, not here. */
export function ViewForm({ view, now, onClose, onSaved }: Props) {
  const [name, setName] = useState(view?.name ?? "");
  const [isShared, setShared] = useState(view?.shared ?? false);
  const save = useSaveView();
  const done = (saved: ViewBody) => {
    onSaved(saved);
    onClose();
  };
  const atName = save.error ? Problem.from(save.error).at("/name") : undefined;
  return (
    <Modal opened onClose={onClose} title={view ? `Rename or share ${view.name}` : "Save as a new view"}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const body = viewInput(name, isShared, view ? settingsOf(view) : now);
          save.mutate({ id: view?.id ?? null, body }, { onSuccess: done });
        }}
      >
        <Stack>
          <TextInput label="Name" data-autofocus required maxLength={120} value={name} error={atName} onChange={(event) => setName(event.currentTarget.value)} />
          <Switch label="Share with everybody here" checked={isShared} onChange={(event) => setShared(event.currentTarget.checked)} />
          {atName === undefined && <ProblemAlert error={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
              Save view
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
