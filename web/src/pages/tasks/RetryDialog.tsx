import { Button, Checkbox, NumberInput, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import type { BatchBody, CommandState } from "~/api/schema";
import { COMMAND_STATES, countIn } from "~/domain/commandStates";
import { actOf } from "~/features/commands/acts";
import frame from "~/features/commands/CommandEditor.module.css";
import { Dialog } from "~/features/commands/Dialog";
import type { Typed } from "~/features/commands/drafts";
import { Unconfirmed } from "~/features/commands/Unconfirmed";
import { MAX_STAGGER_SECONDS, miners, staggerProblem, staggerWords } from "~/features/commands/words";
import { firstChoice, offered, RETRY_WORDS } from "~/pages/tasks/retrying";
import { useRetry } from "~/pages/tasks/useRetry";
import { Notice } from "~/ui/Notice";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { count } from "~/units/format";

interface Props {
  readonly batch: BatchBody;
  readonly onClosed: () => void;
}

/** Repeat a task for the miners where it ended so; each is judged anew. Goes to the new task. */
export function RetryDialog({ batch, onClosed }: Props) {
  const [opened, setOpened] = useState(true);
  const [states, setStates] = useState<readonly CommandState[]>(() => firstChoice(batch));
  const [stagger, setStagger] = useState<Typed>(batch.stagger_seconds);
  const navigate = useNavigate();
  const retry = useRetry(batch.id, (next) => void navigate({ to: "/tasks/$batchId", params: { batchId: next.id } }));
  const number = countIn(batch, states);
  const wrongStagger = staggerProblem(number, stagger);
  const label = `Retry ${miners(number)}`;
  const close = () => setOpened(false);
  const send = () => retry.send({ states: [...states], stagger_seconds: Number(stagger) });
  return (
    <Dialog opened={opened} onClose={close} onClosed={onClosed} isHeld={retry.isSending} size={520} title={`Retry: ${batch.title}`}>
      {retry.isUnconfirmed ? (
        <Unconfirmed act={label} problem={retry.problem} isSending={retry.isSending} onAgain={retry.sendAgain} onClose={close} />
      ) : (
        <>
          <div className={frame.parts}>
            <Text size="sm" c="dimmed">
              A new task repeats the command with the same values. Each miner is judged anew.
            </Text>
            <Checkbox.Group label="Which outcomes" value={[...states]} onChange={(next) => setStates(next)}>
              <Stack gap="sm" mt="xs">
                {offered(batch).map((state) => (
                  <Checkbox
                    key={state}
                    value={state}
                    label={`${COMMAND_STATES[state].label} (${count(countIn(batch, [state]))})`}
                    description={RETRY_WORDS[state]}
                  />
                ))}
              </Stack>
            </Checkbox.Group>
            {states.includes("OUTCOME_UNKNOWN") && (
              <Notice icon={IconAlertTriangle} tone="warn" title="What is repeated may happen twice">
                <p>Nobody knows whether these took effect the first time. Look at the miners before you repeat it.</p>
              </Notice>
            )}
            {number > 1 && (
              <NumberInput
                label="Stagger"
                description={staggerWords(number, Number(stagger))}
                suffix=" s"
                min={0}
                max={MAX_STAGGER_SECONDS}
                value={stagger}
                onChange={setStagger}
                error={wrongStagger}
              />
            )}
            <ProblemAlert error={retry.problem} />
          </div>
          <div className={frame.foot}>
            <Button variant="default" onClick={close} disabled={retry.isSending}>
              Close
            </Button>
            <Button
              {...(actOf(batch.kind)?.isDestructive && { color: "red" })}
              disabled={number === 0 || wrongStagger !== null}
              loading={retry.isSending}
              onClick={send}
            >
              {label}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
