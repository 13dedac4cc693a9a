import { ActionIcon, Group, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useState, type KeyboardEvent, type SyntheticEvent } from "react";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { KEYS } from "~/api/queries";
import type { DeviceBody } from "~/api/schema";
import { deviceQuery } from "~/pages/miner/queries";

const LONGEST = 120;

interface Props {
  readonly device: DeviceBody;
  readonly onClose: () => void;
}

/** The miner's name, in place of its heading, to be changed. An empty one returns to the default. */
export function RenameForm({ device, onClose }: Props) {
  const [name, setName] = useState(device.name);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => answer(api.PATCH("/devices/{device_id}", { params: { path: { device_id: device.id } }, body: { name: name.trim() } })),
    onSuccess: (renamed) => {
      client.setQueryData(deviceQuery(device.id).queryKey, (old) => old && { ...old, device: renamed });
      void client.invalidateQueries({ queryKey: [KEYS.devices] });
      onClose();
    },
  });
  const problem = save.error ? Problem.from(save.error) : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (name.trim() === device.name) onClose();
    else save.mutate();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Escape") onClose();
  };
  return (
    <form onSubmit={submit}>
      <VisuallyHidden component="h1">{device.name}</VisuallyHidden>
      <Group gap={4} align="flex-start" wrap="nowrap">
        <TextInput
          aria-label="Name"
          placeholder="Empty: the miner's own name"
          autoFocus
          maxLength={LONGEST}
          value={name}
          error={problem && (problem.at("/name") ?? `${problem.message} ${problem.action}`)}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={press}
        />
        <Tooltip label="Save the name">
          <ActionIcon type="submit" size={34} loading={save.isPending} aria-label="Save the name">
            <IconCheck size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Leave the name as it is">
          <ActionIcon variant="default" size={34} onClick={onClose} aria-label="Leave the name as it is">
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    </form>
  );
}
