import { Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { memo } from "react";

import { nodesQuery } from "~/features/nodes/nodesQuery";
import { PairingBadge } from "~/features/pairing/PairingBadge";
import { works } from "~/features/pairing/pairingStates";
import { modelOf, type Found } from "~/pages/discover/found";
import classes from "~/pages/discover/MinerTable.module.css";
import { TextLink } from "~/ui/TextLink";

interface Props {
  readonly miner: Found;
  readonly isNew: boolean;
  readonly checked: boolean;
  readonly selectable: boolean;
  readonly onToggle: (id: number) => void;
}

/** One miner's cells. */
export const MinerRow = memo(function MinerRow({ miner, isNew, checked, selectable, onToggle }: Props) {
  const { data: nodes } = useQuery(nodesQuery);
  const nodeName = (id: number): string => nodes?.find((each) => each.id === id)?.name ?? `#${id}`;
  const subject = `${modelOf(miner)} at ${miner.address}`;
  return (
    <>
      <div role="cell">
        <Checkbox aria-label={`Select ${subject}`} checked={checked} disabled={!selectable} onChange={() => onToggle(miner.id)} />
      </div>
      <div role="cell" className={classes.miner}>
        <span className={classes.model}>
          <TextLink to="/miners/$deviceId" params={{ deviceId: miner.id }}>
            {modelOf(miner)}
          </TextLink>
          {isNew && <span className={classes.new}>new</span>}
        </span>
        <span className={classes.minor}>{miner.mac || miner.name}</span>
      </div>
      <div role="cell" className={classes.address}>
        {miner.address}
      </div>
      <div role="cell" className={`${classes.state ?? ""} live-value`}>
        <PairingBadge status={miner.pairing} />
        {!works(miner.pairing) && miner.problem !== "" && (
          <span className={`${classes.minor ?? ""} ${classes.problem ?? ""}`} title={miner.problem}>
            {miner.problem}
          </span>
        )}
      </div>
      <div role="cell" className={classes.node}>
        {miner.nodeId !== null ? nodeName(miner.nodeId) : <span className={classes.minor}>{seen(miner.seenBy, nodeName)}</span>}
      </div>
    </>
  );
});

function seen(nodeId: number | null, nodeName: (id: number) => string): string {
  return nodeId === null ? "no owner" : `no owner, seen by ${nodeName(nodeId)}`;
}
