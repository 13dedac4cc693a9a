import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { KEYS } from "~/api/queries";
import type { NodeBody } from "~/api/schema";
import { sitesQuery } from "~/app/scope";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly node: NodeBody;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Rename a node, or say which site it stands at. */
export function NodeForm({ node, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Change ${node.name}`}>
      <Fields node={node} onClose={onClose} />
    </Modal>
  );
}

const NO_SITE = "none";

function Fields({ node, onClose }: Omit<Props, "opened">) {
  const [name, setName] = useState(node.name);
  const [site, setSite] = useState(node.site_id === null ? NO_SITE : String(node.site_id));
  const { data: sites } = useQuery(sitesQuery);
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      answer(
        api.PATCH("/nodes/{node_id}", {
          params: { path: { node_id: node.id } },
          body: { name: name.trim(), site_id: site === NO_SITE ? null : Number(site) },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: [KEYS.nodes] });
      onClose();
    },
  });
  const problem = save.error ? Problem.from(save.error) : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          data-autofocus
          required
          maxLength={120}
          value={name}
          error={problem?.at("/name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Site"
          description="Where the node stands. It does not move its miners."
          data={[{ value: NO_SITE, label: "No site" }, ...(sites ?? []).map(({ id, name: label }) => ({ value: String(id), label }))]}
          value={site}
          error={problem?.at("/site_id")}
          onChange={(value) => setSite(value ?? NO_SITE)}
        />
        {problem?.fields.length !== 1 && <ProblemAlert error={save.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
