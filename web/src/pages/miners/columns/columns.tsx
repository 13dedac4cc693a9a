import type { ReactNode } from "react";

import type { DeviceBody } from "~/api/schema";
import { NodeName } from "~/pages/miners/columns/NodeName";
import { Age } from "~/ui/Age";
import { StatusBadge } from "~/ui/StatusBadge";
import { count, efficiency, hashrate, power, rpm, spoken, temperature, UNKNOWN, volts } from "~/units/format";
import { moment, span } from "~/units/time";

/** A column of the list. `sort` is its key in the filter grammar; null where the server cannot sort by it. */
export interface Column {
  readonly key: string;
  readonly label: string;
  readonly section: Section;
  readonly sort: string | null;
  /** Least width in pixels. */
  readonly width: number;
  /** Figures stand at the right, and their largest come first. */
  readonly numeric: boolean;
  readonly cell: (device: DeviceBody) => ReactNode;
}

/** Under which heading a column is chosen. */
export type Section = "Now" | "Temperature and fans" | "Place" | "Pool" | "Identity" | "Housekeeping";

type Cell = (device: DeviceBody) => ReactNode;

function words(key: string, label: string, section: Section, sort: string | null, width: number, cell: Cell): Column {
  return { key, label, section, sort, width, numeric: false, cell };
}

function figures(key: string, label: string, section: Section, sort: string | null, width: number, cell: Cell): Column {
  return { key, label, section, sort, width, numeric: true, cell };
}

function known(text: string): string {
  return text === "" ? UNKNOWN : text;
}

function yesOrNo(value: boolean | null): string {
  return value === null ? UNKNOWN : value ? "Yes" : "No";
}

/** The hottest of a miner's boards and chips. */
export function hottest({ board_temperature_c: board, chip_temperature_c: chip }: DeviceBody): number | null {
  return board === null ? chip : chip === null ? board : Math.max(board, chip);
}

/** Every column but the name, which always stands first. */
export const COLUMNS: readonly Column[] = [
  words("status", "Status", "Now", "status", 120, (d) => <StatusBadge status={d.status} />),
  figures("hashrate", "Hashrate", "Now", "hashrate", 92, (d) => hashrate(d.hashrate_hs)),
  figures("expected", "Nominal", "Now", "expected", 92, (d) => hashrate(d.expected_hashrate_hs)),
  figures("power", "Power", "Now", "power", 80, (d) => power(d.power_watts)),
  figures("target", "Power target", "Now", "target", 104, (d) => power(d.power_target_watts)),
  figures("efficiency", "Efficiency", "Now", "efficiency", 96, (d) => efficiency(d.efficiency_j_per_h)),
  figures("uptime", "Uptime", "Now", "uptime", 88, (d) => span(d.uptime_seconds)),
  figures("age", "Last report", "Now", "age", 92, (d) => <Age atMs={d.last_report_ms} />),
  words("status_since", "Status since", "Now", null, 112, (d) => <Age atMs={d.status_since_ms} />),
  words("state", "Own state", "Now", "state", 100, (d) => spoken(d.mining_state)),
  figures("faults", "Open faults", "Now", null, 92, (d) => count(d.fault_count)),
  words("severity", "Worst fault", "Now", "severity", 96, (d) => spoken(d.worst_fault)),
  words("problem", "Last problem", "Now", null, 200, (d) => d.problem?.message ?? UNKNOWN),
  words("reachable", "Answers", "Now", null, 80, (d) => yesOrNo(d.reachable)),
  figures("temp", "Hottest", "Temperature and fans", "temp", 84, (d) => temperature(hottest(d))),
  figures("chip", "Chip", "Temperature and fans", "chip", 76, (d) => temperature(d.chip_temperature_c)),
  figures("board", "Board", "Temperature and fans", "board", 76, (d) => temperature(d.board_temperature_c)),
  figures("inlet", "Inlet", "Temperature and fans", "inlet", 76, (d) => temperature(d.inlet_temperature_c)),
  figures("fan", "Fans", "Temperature and fans", "fan", 92, (d) => rpm(d.fan_rpm)),
  figures("voltage", "Voltage", "Temperature and fans", "voltage", 80, (d) => volts(d.input_voltage_v)),
  words("site", "Site", "Place", "site", 96, (d) => known(d.site_name)),
  words("building", "Building", "Place", "building", 110, (d) => known(d.building_name)),
  words("rack", "Rack", "Place", "rack", 80, (d) => known(d.rack_name)),
  words("slot", "Slot", "Place", "slot", 64, (d) => slot(d)),
  words("groups", "Groups", "Place", null, 130, (d) => known(d.groups.join(", "))),
  words("pool", "Pool", "Pool", null, 220, (d) => known(d.pool_url)),
  words("worker", "Worker", "Pool", null, 160, (d) => known(d.pool_user)),
  words("pool_connected", "Pool answers", "Pool", null, 100, (d) => yesOrNo(d.pool_connected)),
  figures("accepted", "Accepted", "Pool", null, 88, (d) => count(d.shares_accepted)),
  figures("rejected", "Rejected", "Pool", null, 84, (d) => count(d.shares_rejected)),
  words("model", "Model", "Identity", "model", 112, (d) => known(d.model)),
  words("make", "Make", "Identity", "make", 96, (d) => known(d.make)),
  words("ip", "Address", "Identity", "ip", 112, (d) => known(d.address)),
  words("mac", "MAC", "Identity", "mac", 140, (d) => known(d.mac)),
  words("serial", "Serial number", "Identity", "serial", 160, (d) => known(d.serial)),
  words("hostname", "Host name", "Identity", "hostname", 120, (d) => known(d.hostname)),
  words("firmware", "Firmware", "Identity", "firmware", 160, (d) => known(d.firmware)),
  words("control_board", "Control board", "Identity", null, 112, (d) => known(d.control_board)),
  words("driver", "Driver", "Housekeeping", "driver", 96, (d) => known(d.driver)),
  words("node", "Node", "Housekeeping", "node", 110, (d) => <NodeName id={d.node_id} />),
  words("seen_by", "Seen by", "Housekeeping", null, 110, (d) => <NodeName id={d.seen_by_node_id} />),
  words("pairing", "Pairing", "Housekeeping", "pairing", 140, (d) => spoken(d.pairing)),
  words("discovered", "Discovered", "Housekeeping", null, 160, (d) => moment(d.discovered_at_ms)),
  figures("id", "Id", "Housekeeping", "id", 72, (d) => d.id),
  words("key", "Key", "Housekeeping", null, 280, (d) => d.key),
];

/** What is shown until somebody chooses. */
export const USUAL: readonly string[] = ["status", "hashrate", "power", "efficiency", "temp", "model", "ip", "site", "rack", "age"];

const BY_KEY = new Map(COLUMNS.map((column) => [column.key, column]));

/** The columns of these keys, in their order; keys that mean nothing any more are passed over. */
export function columnsOf(keys: readonly string[]): Column[] {
  return keys.flatMap((key) => BY_KEY.get(key) ?? []);
}

/** Row and column of its slot. */
export function slot({ placement }: DeviceBody): string {
  return placement?.row == null || placement.column == null ? UNKNOWN : `${placement.row}-${placement.column}`;
}
