import { Button, Checkbox, Modal, NumberInput, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import type { BatchBody, CommandState } from "~/api/schema";
import { COMMAND_STATES, countIn } from "~/domain/commandStates";
import { actOf } from "~/features/commands/acts";
import frame from "~/features/commands/CommandEditor.module.css";
import type { Typed } from "~/features/commands/drafts";
import { Unconfirmed } from "~/features/commands/Unconfirmed";
import { MAX_STAGGER_SECONDS, miners, staggerProblem, staggerWords } from "~/features/commands/words";
import { firstChoice, offered, RETRY_WORDS } from "~/pages/tasks/retrying";
import { useRetry } from "~/pages/tasks/useRetry";
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
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const navigate = useNavigate();
  const retry = useRetry(batch.id, (next) => void navigate({ to: "/tasks/$batchId", params: { batchId: next.id } }));
  const number = countIn(batch, states);
  const wrongStagger = staggerProblem(number, stagger);
  const label = `Retry ${miners(number)}`;
  const close = () => setOpened(false);
  const send = () => retry.send({ states: [...states], stagger_seconds: Number(stagger) });
  return (
    <Modal opened={opened} onClose={close} onExitTransitionEnd={onClosed} fullScreen={isPhone} size={520} title={`Retry: ${batch.title}`} padding={0} classNames={{ header: frame.head ?? "" }}>
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
    </Modal>
  );
}
