import type { CommandBody, DeviceDetailBody } from "~/api/schema";
import { commandName } from "~/pages/miner/commandNames";
import classes from "~/pages/miner/NowPanel.module.css";
import { Requested } from "~/pages/miner/Requested";
import { isStale } from "~/domain/freshness";
import { Panel } from "~/ui/Panel";
import { Stat } from "~/ui/Stat";
import { count, efficiency, hashrate, percent, power, rpm, temperature, UNKNOWN } from "~/units/format";
import { moment, span } from "~/units/time";

interface Props {
  readonly detail: DeviceDetailBody;
  /** Commands without an outcome. */
  readonly open: readonly CommandBody[];
  readonly timeZone: string | undefined;
}

const STATES: Record<string, string> = {
  MINING: "Mining",
  STARTING: "Starting",
  STOPPED: "Stopped",
  NO_POOL: "No pool",
  FAULT: "Stopped by a fault",
  UPDATING: "Updating",
};

/** The newest measurements, each beside what it should be, and what was requested but is not confirmed. */
export function NowPanel({ detail, open, timeZone }: Props) {
  const { device } = detail;
  const title = isStale(device) ? `Last known, ${moment(device.last_report_ms, timeZone)}` : "Now";
  return (
    <Panel title={title}>
      <Requested commands={open} nameOf={commandName} />
      <div className={classes.stats}>
        <Stat label="Hashrate" value={hashrate(device.hashrate_hs)} note={expected(device.hashrate_hs, device.expected_hashrate_hs)} />
        <Stat label="Power" value={power(device.power_watts)} note={`target ${power(device.power_target_watts)}`} />
        <Stat label="Efficiency" value={efficiency(device.efficiency_j_per_h)} note={detail.power_mode === "" ? undefined : `power mode ${detail.power_mode}`} />
        <Stat
          label="Chip temperature"
          value={temperature(device.chip_temperature_c)}
          note={`board ${temperature(device.board_temperature_c)}, inlet ${temperature(device.inlet_temperature_c)}`}
        />
        <Stat label="Fans" value={rpm(device.fan_rpm)} note={detail.cooling_mode === "" ? "mean of all" : `mean of all, ${detail.cooling_mode.toLowerCase()}`} />
        <Stat label="State" value={STATES[device.mining_state ?? ""] ?? UNKNOWN} note={`up ${span(device.uptime_seconds)}`} />
        <Stat label="Shares accepted" value={count(device.shares_accepted)} note={rejected(device.shares_accepted, device.shares_rejected)} />
        <Stat label="Pool" value={pool(device.pool_connected)} note={device.pool_url || "no pool set"} />
        <Stat label="Light" value={detail.led_on === null ? UNKNOWN : detail.led_on ? "Blinking" : "Off"} />
      </div>
    </Panel>
  );
}

function expected(measured: number | null, wanted: number | null): string {
  if (wanted === null) return "expected –";
  const ratio = measured === null || wanted === 0 ? "" : `${percent(measured / wanted)} of `;
  return `${ratio}${hashrate(wanted)} expected`;
}

function rejected(accepted: number | null, refused: number | null): string {
  if (refused === null) return "rejected –";
  const all = (accepted ?? 0) + refused;
  return all === 0 ? `${count(refused)} rejected` : `${count(refused)} rejected, ${percent(refused / all, 1)}`;
}

function pool(connected: boolean | null): string {
  if (connected === null) return UNKNOWN;
  return connected ? "Connected" : "Not connected";
}
