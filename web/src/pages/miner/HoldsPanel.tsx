import type { HoldBody, StandingBody } from "~/api/schema";
import { HoldItem } from "~/pages/miner/HoldItem";
import classes from "~/pages/miner/HoldsPanel.module.css";
import { Panel } from "~/ui/Panel";

interface Props {
  readonly deviceId: number;
  readonly standing: StandingBody;
  readonly timeZone: string | undefined;
}

const LEVELS: Record<HoldBody["level"], string> = {
  FULL: "Held at a stop: it hashes nothing",
  EFFICIENCY: "Held at its most efficient setting",
};

/** What keeps a miner at less than it could do; the strictest counts. Nothing where nothing holds it. */
export function HoldsPanel({ deviceId, standing, timeZone }: Props) {
  if (standing.holds.length === 0 || standing.level === null) return null;
  return (
    <Panel title={LEVELS[standing.level]} flush>
      <ul className={classes.list}>
        {standing.holds.map((hold) => (
          <HoldItem key={hold.id} deviceId={deviceId} hold={hold} timeZone={timeZone} />
        ))}
      </ul>
    </Panel>
  );
}
