import type { DeviceBody } from "~/api/schema";
import { quotient } from "~/ui/chart/points";
import type { Line } from "~/ui/chart/SeriesChart";
import { efficiency, hashrate, power, rpm, temperature, volts } from "~/units/format";

/** One chart of a miner. */
export interface Chart {
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

/** Charts of which the miner measures something, the most telling first. */
export function chartsOf(device: DeviceBody): Chart[] {
  return CHARTS.filter((chart) => chart.lines.some((line) => device[line.metric] !== null));
}
