import type { CommandBody, DeviceDetailBody } from "~/api/schema";
import { ComponentPanels } from "~/pages/miner/ComponentPanels";
import { FaultsPanel } from "~/pages/miner/FaultsPanel";
import { MinerCharts } from "~/pages/miner/MinerCharts";
import { NowPanel } from "~/pages/miner/NowPanel";
import { PoolsPanel } from "~/pages/miner/PoolsPanel";

interface Props {
  readonly detail: DeviceDetailBody;
  /** Commands without an outcome. */
  readonly open: readonly CommandBody[];
  readonly timeZone: string | undefined;
}

/** How a miner is now: its values, what is wrong with it, and its parts. */
export function MinerOverview({ detail, open, timeZone }: Props) {
  return (
    <>
      <NowPanel detail={detail} open={open} timeZone={timeZone} />
      <FaultsPanel faults={detail.faults} timeZone={timeZone} />
      <MinerCharts device={detail.device} timeZone={timeZone} most={2} />
      <ComponentPanels components={detail.components} />
      <PoolsPanel pools={detail.pools} />
    </>
  );
}
