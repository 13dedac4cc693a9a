import type { CommandBody, DeviceDetailBody } from "~/api/schema";
import { isOnNode } from "~/app/mode";
import { ComponentPanels } from "~/pages/miner/ComponentPanels";
import { ConflictsPanel } from "~/pages/miner/ConflictsPanel";
import { FaultsPanel } from "~/pages/miner/FaultsPanel";
import { HoldsPanel } from "~/pages/miner/HoldsPanel";
import { MinerCharts } from "~/pages/miner/MinerCharts";
import { NowPanel } from "~/pages/miner/NowPanel";
import { PoolsPanel } from "~/pages/miner/PoolsPanel";
import { isStale } from "~/domain/freshness";

interface Props {
  readonly detail: DeviceDetailBody;
  /** Commands without an outcome. */
  readonly open: readonly CommandBody[];
  readonly timeZone: string | undefined;
}

/** How a miner is now: what is wrong with it, its values, and its parts. */
export function MinerOverview({ detail, open, timeZone }: Props) {
  const now = <NowPanel detail={detail} open={open} timeZone={timeZone} />;
  const faults = <FaultsPanel faults={detail.faults} timeZone={timeZone} isStale={isStale(detail.device)} />;
  return (
    <>
      <ConflictsPanel conflicts={detail.standing.open_conflicts} timeZone={timeZone} />
      <HoldsPanel deviceId={detail.device.id} standing={detail.standing} timeZone={timeZone} />
      {detail.faults.length > 0 && faults}
      {now}
      {detail.faults.length === 0 && faults}
      {!isOnNode() && <MinerCharts device={detail.device} timeZone={timeZone} most={2} />}
      <ComponentPanels components={detail.components} faults={detail.faults} />
      <PoolsPanel pools={detail.pools} />
    </>
  );
}
