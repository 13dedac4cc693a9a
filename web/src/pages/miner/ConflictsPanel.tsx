import type { ConflictBody } from "~/api/schema";
import classes from "~/features/conflicts/Conflicts.module.css";
import { ConflictItem } from "~/features/conflicts/ConflictItem";
import { Panel } from "~/ui/Panel";

interface Props {
  readonly conflicts: readonly ConflictBody[];
  readonly timeZone: string | undefined;
}

/** Commands to this miner that lost to something their issuers did not know. Nothing where there are none. */
export function ConflictsPanel({ conflicts, timeZone }: Props) {
  if (conflicts.length === 0) return null;
  return (
    <Panel title="Waits for a decision" flush>
      <ul className={classes.list}>
        {conflicts.map((conflict) => (
          <ConflictItem key={conflict.id} conflict={conflict} timeZone={timeZone} />
        ))}
      </ul>
    </Panel>
  );
}
