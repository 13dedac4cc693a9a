import { getRouteApi } from "@tanstack/react-router";

import { MinerCharts } from "~/pages/miner/MinerCharts";
import { Page } from "~/ui/Page";

const route = getRouteApi("/inside/miners/$deviceId");

/** Miner. */
export function MinerPage() {
  const { deviceId } = route.useParams();
  return (
    <Page title="Miner">
      <MinerCharts deviceId={deviceId} />
    </Page>
  );
}
