import { Button, Tooltip } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { Choice, ConflictBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { actOf } from "~/features/commands/acts";
import classes from "~/features/conflicts/Conflicts.module.css";
import { useDecide } from "~/features/conflicts/queries";
import { choiceWords, whatHappened } from "~/features/conflicts/words";
import { Age } from "~/ui/Age";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { ToneBadge } from "~/ui/StatusBadge";

interface Props {
  readonly conflict: ConflictBody;
  /** Which miner, where that is not known from around it. */
  readonly miner?: ReactNode;
  readonly timeZone?: string | undefined;
}

/** One conflict, and what can be done about it. */
export function ConflictItem({ conflict, miner, timeZone }: Props) {
  const decide = useDecide(conflict.id, conflict.device_id);
  const may = useCan()(actOf(conflict.lost.kind)?.permission ?? "command_devices");
  const words = choiceWords(conflict);
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <ToneBadge icon={IconGitMerge} tone="warn" label={conflict.title} title={`about: ${conflict.aspect.toLowerCase()}`} />
        {miner}
        <span className={classes.when}>
          <Age atMs={conflict.at_ms} {...(timeZone === undefined ? {} : { timeZone })} />
        </span>
      </div>
      <p className={classes.words}>{whatHappened(conflict)}</p>
      <div className={classes.choices} role="group" aria-label="Decide">
        {conflict.choices.map((choice: Choice) => (
          <Tooltip key={choice} label="Your role may not give this command" disabled={may}>
            <Button
              size="compact-sm"
              h={32}
              variant="default"
              loading={decide.isPending && decide.variables === choice}
              data-disabled={!may}
              aria-disabled={!may}
              disabled={decide.isPending || decide.isSuccess}
              onClick={may ? () => decide.mutate(choice) : undefined}
            >
              {words[choice]}
            </Button>
          </Tooltip>
        ))}
      </div>
      <ProblemAlert error={decide.error} />
    </li>
  );
}
