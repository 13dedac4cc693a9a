import { getRouteApi } from "@tanstack/react-router";

import classes from "~/pages/miner/MinerCharts.module.css";
import { ChartGroup } from "~/ui/chart/ChartGroup";
import { quotient } from "~/ui/chart/points";
import { RangePicker } from "~/ui/chart/RangePicker";
import type { RangeSearch } from "~/ui/chart/ranges";
import { SeriesChart, type Line } from "~/ui/chart/SeriesChart";
import { Panel } from "~/ui/Panel";
import { efficiency, hashrate, power, rpm, temperature, volts } from "~/units/format";

interface Chart {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly format: (value: number | null) => string;
}

const CHARTS: readonly Chart[] = [
  {
    title: "Hashrate",
    format: hashrate,
    lines: [
      { label: "measured", metric: "hashrate_hs", color: "--chart-1" },
      { label: "expected", metric: "expected_hashrate_hs", color: "--chart-3", dashed: true },
    ],
  },
  {
    title: "Power",
    format: power,
    lines: [
      { label: "measured", metric: "power_watts", color: "--chart-2" },
      { label: "target", metric: "power_target_watts", color: "--chart-3", dashed: true },
    ],
  },
  {
    title: "Temperature",
    format: temperature,
    lines: [
      { label: "chip", metric: "chip_temperature_c", color: "--chart-2" },
      { label: "board", metric: "board_temperature_c", color: "--chart-1" },
      { label: "inlet", metric: "inlet_temperature_c", color: "--chart-3" },
    ],
  },
  {
    title: "Efficiency",
    format: efficiency,
    lines: [{ label: "power by hashrate", metric: "power_watts", with: "hashrate_hs", derive: quotient, color: "--chart-1" }],
  },
  { title: "Fans", format: rpm, lines: [{ label: "mean of all fans", metric: "fan_rpm", color: "--chart-3" }] },
  { title: "Input voltage", format: volts, lines: [{ label: "measured", metric: "input_voltage_v", color: "--chart-4" }] },
];

const route = getRouteApi("/inside/miners/$deviceId");

/** What one miner measured, over a range that stands in the address. */
export function MinerCharts({ deviceId, timeZone }: { readonly deviceId: number; readonly timeZone?: string }) {
  const range = route.useSearch();
  const navigate = route.useNavigate();
  const onRange = ({ range, from, to }: RangeSearch) => void navigate({ search: (old) => ({ ...old, range, from, to }), replace: true });
  return (
    <Panel title="Charts" actions={<RangePicker value={range} onChange={onRange} timeZone={timeZone} />}>
      <ChartGroup>
        <div className={classes.grid}>
          {CHARTS.map((chart) => (
            <SeriesChart key={chart.title} {...chart} source={{ device: deviceId }} range={range} onRange={onRange} timeZone={timeZone} />
          ))}
        </div>
      </ChartGroup>
    </Panel>
  );
}
