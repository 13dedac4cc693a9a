import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import type { NodeBody } from "~/api/schema";
import type { Scope } from "~/app/scope";
import { nodesQuery } from "~/features/nodes/nodesQuery";
import { serverNow } from "~/live/clock";
import classes from "~/pages/overview/Overview.module.css";
import { ChartGroup } from "~/ui/chart/ChartGroup";
import { RangePicker } from "~/ui/chart/RangePicker";
import { firstRange, type RangeSearch } from "~/ui/chart/ranges";
import { SeriesChart, type Line } from "~/ui/chart/SeriesChart";
import { Panel } from "~/ui/Panel";
import { hashrate, power } from "~/units/format";

const HASHRATE: readonly Line[] = [
  { label: "measured", metric: "hashrate_hs", color: "--chart-1" },
  { label: "expected", metric: "expected_hashrate_hs", color: "--chart-3", dashed: true },
];
const POWER: readonly Line[] = [{ label: "measured", metric: "power_watts", color: "--chart-2" }];

/** Hashrate and power of all in scope, over a range that stands in the address. */
export function FleetCharts({ site }: Pick<Scope, "site">) {
  const { range, from, to } = useSearch({ from: "/inside/" });
  const navigate = useNavigate({ from: "/" });
  const nodes = useQuery(nodesQuery);
  const chosen: RangeSearch = { range: range ?? firstRange(begun(nodes.data ?? []), serverNow()), from, to };
  const onRange = (next: RangeSearch) => void navigate({ search: (old) => ({ ...old, range: next.range, from: next.from, to: next.to }), replace: true });
  const shared = { source: site ? { site: site.id } : { filter: "" }, range: chosen, onRange, timeZone: site?.time_zone, fromZero: true };
  return (
    <Panel title="Over time" actions={<RangePicker value={chosen} onChange={onRange} timeZone={site?.time_zone} />}>
      <ChartGroup>
        {!nodes.isPending && (
          <div className={classes.charts}>
            <SeriesChart title="Hashrate" lines={HASHRATE} format={hashrate} {...shared} />
            <SeriesChart title="Power" lines={POWER} format={power} {...shared} />
          </div>
        )}
      </ChartGroup>
    </Panel>
  );
}

/** When the first node came: nothing was measured before. */
function begun(nodes: readonly NodeBody[]): number {
  return nodes.length === 0 ? 0 : Math.min(...nodes.map(({ created_at_ms: atMs }) => atMs));
}
