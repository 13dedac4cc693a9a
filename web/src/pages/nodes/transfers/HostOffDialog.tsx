import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";

import { Problem } from "~/api/problem";
import type { NodeBody } from "~/api/schema";
import { miners } from "~/features/commands/words";
import { useVouchOff } from "~/pages/nodes/transfers/queries";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly node: NodeBody;
  readonly devices: number;
  readonly onClose: () => void;
}

const MAX_REASON = 400;

/** An operator's word that a host is off, with how that is known: it stays in the activity log. */
export function HostOffDialog({ node, devices, onClose }: Props) {
  const [reason, setReason] = useState("");
  const vouch = useVouchOff(node.id);
  const problem = vouch.error ? Problem.from(vouch.error) : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    vouch.mutate(reason.trim(), { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={`The host of ${node.name} is off`} closeButtonProps={{ "aria-label": "Close" }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">
            {`${node.name} cannot be asked to let ${miners(devices)} go. If its host is on and only out of contact, two nodes would command the same miners.`}
          </Text>
          <Text size="sm">
            Say this only of a host that is switched off or unplugged. The miners go over half a minute later; your word falls if the node comes back before.
          </Text>
          <TextInput
            label="How do you know?"
            description="Kept in the activity log, under your name."
            placeholder="unplugged it myself"
            data-autofocus
            required
            maxLength={MAX_REASON}
            value={reason}
            error={problem?.at("/reason")}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ProblemAlert error={vouch.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={vouch.isPending} disabled={reason.trim() === ""}>
              The host is off
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
