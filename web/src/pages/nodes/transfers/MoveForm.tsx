import { Button, Checkbox, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { Problem } from "~/api/problem";
import type { NodeBody } from "~/api/schema";
import { both, exactly } from "~/domain/filters";
import { miners } from "~/features/commands/words";
import { nodesQuery } from "~/features/nodes/nodesQuery";
import { LoginRows } from "~/features/pairing/LoginRows";
import { filled, FIRST_LOGIN, planWords } from "~/features/pairing/logins";
import { defaultLoginsQuery } from "~/features/pairing/queries";
import { MovePreview } from "~/pages/nodes/transfers/MovePreview";
import { movePreviewQuery, useMove, type Move } from "~/pages/nodes/transfers/queries";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly node: NodeBody;
  readonly onClose: () => void;
}

const TYPING_MS = 300;

/** Where to, which miners, and the logins that the new owner tries. */
export function MoveForm({ node, onClose }: Props) {
  const { data: nodes } = useQuery(nodesQuery);
  const { data: defaults } = useQuery(defaultLoginsQuery);
  const [target, setTarget] = useState<string | null>(null);
  const [wanted, setWanted] = useState("");
  const [logins, setLogins] = useState(FIRST_LOGIN);
  const [tryDefaults, setTryDefaults] = useState(true);
  const [typed] = useDebouncedValue(wanted, TYPING_MS);
  const move: Move | null = target === null ? null : { fromNodeId: node.id, toNodeId: Number(target), filter: both(exactly("node", node.name), typed) };
  const preview = useQuery(move === null ? { queryKey: ["no move"], queryFn: skipToken } : movePreviewQuery(move));
  const begin = useMove();
  const problem = begin.error ? Problem.from(begin.error) : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (move === null || preview.data === undefined) return;
    begin.mutate({ ...move, count: preview.data.selected, logins: filled(logins), tryDefaults }, { onSuccess: onClose });
  };
  const isReady = preview.data !== undefined && preview.data.can > 0 && preview.data.target_connected && typed === wanted;
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack gap="md">
        <Select
          label="To"
          placeholder="Choose the node that gets them"
          data-autofocus
          data={(nodes ?? [])
            .filter(({ id }) => id !== node.id)
            .map(({ id, name, connected }) => ({ value: String(id), label: connected ? name : `${name} (out of contact)`, disabled: !connected }))}
          value={target}
          onChange={setTarget}
        />
        <TextInput
          label="Which miners"
          description={`A filter, such as rack:"A 3". Empty: all of ${node.name}.`}
          placeholder="all of them"
          spellCheck={false}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <ProblemAlert error={preview.error} />
        {preview.data && move !== null && <MovePreview preview={preview.data} node={node} filter={move.filter} />}
        <LoginRows logins={logins} problem={problem} onChange={setLogins} />
        <Checkbox
          label="Try default logins"
          description={`What ${node.name} knows cannot be read by anybody else, so the new owner has to find a login itself.`}
          checked={tryDefaults}
          onChange={(event) => setTryDefaults(event.currentTarget.checked)}
        />
        <Text size="sm" c="dimmed" aria-live="polite">
          {planWords(filled(logins).length, defaults ?? [], tryDefaults)}
        </Text>
        <ProblemAlert error={begin.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={begin.isPending} disabled={!isReady}>
            {preview.data ? `Move ${miners(preview.data.can)}` : "Move miners"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
