import { Autocomplete, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { GroupBody } from "~/api/schema";
import { groupsQuery } from "~/features/selection/queries";
import { selector, type Selection } from "~/features/selection/selection";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { count as counted } from "~/units/format";

interface Props {
  readonly selection: Selection;
  readonly count: number;
  readonly onClose: () => void;
}

/** Put the selected miners into a group, a new one if need be, or take them out of one. */
export function GroupDialog({ selection, count, onClose }: Props) {
  const client = useQueryClient();
  const { data: groups = [], error } = useQuery(groupsQuery);
  const [name, setName] = useState("");
  const group = groups.find((each) => each.name === name.trim());
  const change = useMutation({
    mutationFn: async (way: "add" | "remove") => {
      const target = group ?? (await answer(api.POST("/groups", { body: { name: name.trim() } })));
      return { way, before: target, after: await members(target, way, selection) };
    },
    onSuccess: ({ way, before, after }) => {
      notifications.show({ message: told(way, before, after) });
      onClose();
    },
    onSettled: () => Promise.all([KEYS.groups, KEYS.facet, KEYS.devices].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  const miners = `${counted(count)} ${count === 1 ? "miner" : "miners"}`;
  return (
    <Modal opened onClose={onClose} title={`Group ${miners}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate("add");
        }}
      >
        <Stack>
          <Autocomplete
            label="Group"
            description="One that exists, or the name of a new one"
            data-autofocus
            openOnFocus={false}
            data={groups.map((each) => each.name)}
            value={name}
            onChange={setName}
            maxLength={120}
          />
          <Text size="sm" c="dimmed">
            A group keeps the miners that are selected now; it does not follow the filter afterwards.
          </Text>
          <ProblemAlert error={change.error ?? error} />
          <Group justify="flex-end">
            <Button variant="default" disabled={!group} loading={change.isPending && change.variables === "remove"} onClick={() => change.mutate("remove")}>
              {`Take ${miners} out`}
            </Button>
            <Button type="submit" disabled={name.trim() === ""} loading={change.isPending && change.variables === "add"}>
              {group ? `Add ${miners}` : `Create and add ${miners}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function members({ id }: GroupBody, way: "add" | "remove", selection: Selection): Promise<GroupBody> {
  return answer(api.POST("/groups/{group_id}/members", { params: { path: { group_id: id } }, body: { [way]: selector(selection) } }));
}

function told(way: "add" | "remove", before: GroupBody, after: GroupBody): string {
  const changed = counted(Math.abs(after.devices - before.devices));
  return way === "add" ? `${changed} miners joined ${after.name}, which has ${counted(after.devices)} now.` : `${changed} miners left ${after.name}, which has ${counted(after.devices)} now.`;
}
