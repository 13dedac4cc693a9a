import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type SyntheticEvent } from "react";

import type { NodeBody } from "~/api/schema";
import { actWords } from "~/pages/nodes/standing/acts";
import { useNodeAct, type NodeAct } from "~/pages/nodes/standing/useNodeAct";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly node: NodeBody;
  readonly act: NodeAct;
  readonly onClose: () => void;
}

/** Says what an act does, and does it once that is confirmed; what cannot be taken back wants the node's name typed. */
export function StandingDialog({ node, act, onClose }: Props) {
  const words = actWords(act, node);
  const run = useNodeAct(node, act);
  const [typed, setTyped] = useState("");
  const isSure = !words.isFinal || typed.trim() === node.name;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    run.mutate(undefined, {
      onSuccess: () => {
        notifications.show({ color: "verdigris", message: words.done });
        onClose();
      },
    });
  };
  return (
    <Modal opened onClose={onClose} title={words.title} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit} autoComplete="off">
        <Stack gap="md">
          {words.does.map((sentence) => (
            <Text key={sentence} size="sm">
              {sentence}
            </Text>
          ))}
          {words.isFinal && (
            <TextInput
              label={`Type ${node.name} to confirm`}
              data-autofocus
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          <ProblemAlert error={run.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus={!words.isFinal || undefined}>
              Cancel
            </Button>
            <Button type="submit" loading={run.isPending} disabled={!isSure} {...(words.isFinal ? { color: "red" } : {})}>
              {words.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
