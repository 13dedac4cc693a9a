import { NumberInput, Radio, Stack } from "@mantine/core";

import classes from "~/features/commands/MannerFields.module.css";
import type { Preview } from "~/features/commands/queries";
import type { CommandInHand } from "~/features/commands/useCommand";
import { MAX_STAGGER_SECONDS, miners, staggerWords } from "~/features/commands/words";

interface Props {
  readonly command: CommandInHand;
  readonly preview: Preview;
}

/** How the act is spread over time, and what becomes of miners that cannot. Only what there is to choose. */
export function MannerFields({ command: { manner, setManner, staggerProblem }, preview }: Props) {
  if (preview.can < 2 && preview.cannot === 0) return null;
  return (
    <div className={classes.fields}>
      {preview.can > 1 && (
        <NumberInput
          label="Stagger"
          description="Seconds between one miner and the next"
          suffix=" s"
          min={0}
          max={MAX_STAGGER_SECONDS}
          step={1}
          decimalScale={2}
          value={manner.staggerSeconds}
          onChange={(staggerSeconds) => setManner({ ...manner, staggerSeconds })}
          error={staggerProblem}
          inputWrapperOrder={["label", "description", "input", "error"]}
          {...(staggerProblem === null && { description: staggerWords(preview.can, Number(manner.staggerSeconds)) })}
        />
      )}
      {preview.cannot > 0 && (
        <Radio.Group
          label={`${miners(preview.cannot)} that cannot`}
          value={manner.refusals}
          onChange={(refusals) => setManner({ ...manner, refusals: refusals })}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="record" label="Record them in the task, as rejected" />
            <Radio value="leave_out" label="Leave them out of the task" />
          </Stack>
        </Radio.Group>
      )}
    </div>
  );
}
