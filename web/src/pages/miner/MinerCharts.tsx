import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";

import type { DeviceBody } from "~/api/schema";
import { serverNow } from "~/live/clock";
import { chartsOf } from "~/pages/miner/charts";
import classes from "~/pages/miner/MinerCharts.module.css";
import { ChartGroup } from "~/ui/chart/ChartGroup";
import { RangePicker } from "~/ui/chart/RangePicker";
import { firstRange, type RangeSearch } from "~/ui/chart/ranges";
import { SeriesChart } from "~/ui/chart/SeriesChart";
import { Panel } from "~/ui/Panel";

const route = getRouteApi("/inside/miners/$deviceId");

interface Props {
  readonly device: DeviceBody;
  readonly timeZone: string | undefined;
  /** How many charts; all without. */
  readonly most?: number;
}

/** What one miner measured, over a range that stands in the address. */
export function MinerCharts({ device, timeZone, most }: Props) {
  const search = route.useSearch();
  const [first] = useState(() => firstRange(device.discovered_at_ms, serverNow()));
  const range: RangeSearch = { ...search, range: search.range ?? first };
  const navigate = route.useNavigate();
  const onRange = ({ range, from, to }: RangeSearch) => void navigate({ search: (old) => ({ ...old, range, from, to }), replace: true });
  return (
    <Panel title="Charts" actions={<RangePicker value={range} onChange={onRange} timeZone={timeZone} />}>
      <ChartGroup>
        <div className={classes.grid}>
          {chartsOf(device)
            .slice(0, most)
            .map((chart) => (
              <SeriesChart key={chart.title} {...chart} source={{ device: device.id }} range={range} onRange={onRange} timeZone={timeZone} />
            ))}
        </div>
      </ChartGroup>
    </Panel>
  );
}
