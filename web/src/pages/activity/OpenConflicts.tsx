import { useQuery } from "@tanstack/react-query";

import classes from "~/features/conflicts/Conflicts.module.css";
import { ConflictItem } from "~/features/conflicts/ConflictItem";
import { openConflictsQuery } from "~/features/conflicts/queries";
import { useDeviceName } from "~/pages/activity/deviceNames";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

/** Conflicts of the whole fleet that wait for a decision. Nothing where there are none. */
export function OpenConflicts({ timeZone }: { readonly timeZone: string | undefined }) {
  const { data, error, refetch } = useQuery(openConflictsQuery);
  if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (data === undefined || data.total === 0) return null;
  const hidden = data.total - data.conflicts.length;
  return (
    <Panel title={data.total === 1 ? "1 conflict waits for a decision" : `${count(data.total)} conflicts wait for a decision`} flush>
      <ul className={classes.list}>
        {data.conflicts.map((conflict) => (
          <ConflictItem key={conflict.id} conflict={conflict} miner={<MinerLink id={conflict.device_id} />} timeZone={timeZone} />
        ))}
      </ul>
      {hidden > 0 && <p className={classes.more}>{`${count(hidden)} older ones follow when these are decided.`}</p>}
    </Panel>
  );
}

function MinerLink({ id }: { readonly id: number }) {
  const name = useDeviceName(id);
  return (
    <TextLink to="/miners/$deviceId" params={{ deviceId: id }} fw={550}>
      {name}
    </TextLink>
  );
}
