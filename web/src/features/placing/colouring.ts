import { IconHelp, type Icon } from "@tabler/icons-react";

import type { DeviceBody } from "~/api/schema";
import { STATUSES, STATUS_ORDER, type StatusLook } from "~/domain/statuses";

/** What the colours of slots tell. */
export type ColourBy = "status" | "temperature" | "hashrate";

export const COLOURINGS: readonly { readonly value: ColourBy; readonly label: string }[] = [
  { value: "status", label: "Status" },
  { value: "temperature", label: "Temperature" },
  { value: "hashrate", label: "Hashrate" },
];

/** One line of a legend. `filter` selects exactly its miners; null where no filter can say it. */
export interface Band {
  readonly key: string;
  readonly label: string;
  readonly tone: StatusLook["tone"];
  readonly icon: Icon | null;
  readonly filter: string | null;
}

const NOT_LIVE = "status:offline,unavailable";

const STATUS_BANDS: Record<string, Band> = Object.fromEntries(
  STATUS_ORDER.map((status) => {
    const { label, tone, icon } = STATUSES[status];
    return [status, { key: status, label, tone, icon, filter: `status:${status.toLowerCase()}` }];
  }),
);

const COOL: Band = { key: "cool", label: "below 60 °C", tone: "calm", icon: null, filter: `temp<60 -${NOT_LIVE}` };
const WARM: Band = { key: "warm", label: "60 to 75 °C", tone: "good", icon: null, filter: `temp>=60 temp<75 -${NOT_LIVE}` };
const HOT: Band = { key: "hot", label: "75 to 85 °C", tone: "warn", icon: null, filter: `temp>=75 temp<85 -${NOT_LIVE}` };
const TOO_HOT: Band = { key: "too-hot", label: "85 °C and more", tone: "bad", icon: null, filter: `temp>=85 -${NOT_LIVE}` };
const NO_TEMPERATURE: Band = { key: "unknown", label: "not known now", tone: "unknown", icon: IconHelp, filter: `(${NOT_LIVE} OR -temp:*)` };

const AS_IT_SHOULD: Band = { key: "full", label: "95 % of expected and more", tone: "good", icon: null, filter: null };
const LESS: Band = { key: "less", label: "80 to 95 %", tone: "warn", icon: null, filter: null };
const MUCH_LESS: Band = { key: "little", label: "below 80 %", tone: "bad", icon: null, filter: null };
const NO_RATIO: Band = { key: "unknown", label: "not known now", tone: "unknown", icon: IconHelp, filter: null };

const BANDS: Record<ColourBy, readonly Band[]> = {
  status: Object.values(STATUS_BANDS),
  temperature: [TOO_HOT, HOT, WARM, COOL, NO_TEMPERATURE],
  hashrate: [MUCH_LESS, LESS, AS_IT_SHOULD, NO_RATIO],
};

/** Hottest of its boards and chips, as the field `temp` has it; null while nobody knows. */
export function hottest(device: DeviceBody): number | null {
  const known = [device.board_temperature_c, device.chip_temperature_c].filter((each) => each != null);
  return isLive(device) && known.length > 0 ? Math.max(...known) : null;
}

/** Hashrate; null while nobody knows. */
export function hashing(device: DeviceBody): number | null {
  return isLive(device) ? device.hashrate_hs : null;
}

/** Hashrate as a share of what is expected; null while nobody knows. */
export function ratio(device: DeviceBody): number | null {
  const { expected_hashrate_hs: expected } = device;
  const now = hashing(device);
  return now !== null && expected != null && expected > 0 ? now / expected : null;
}

/** The legend's line that a miner belongs to. */
export function bandOf(by: ColourBy, device: DeviceBody): Band {
  if (by === "temperature") return ofTemperature(hottest(device));
  if (by === "hashrate") return ofRatio(ratio(device));
  return STATUS_BANDS[device.status] ?? NO_RATIO;
}

/** What stands in the slot, so that colour is not alone; empty where the band's icon stands. */
export function markOf(by: ColourBy, device: DeviceBody): string {
  const value = by === "temperature" ? hottest(device) : by === "hashrate" ? percentOf(ratio(device)) : null;
  return value === null ? "" : String(Math.floor(value));
}

/** Lines of the legend that occur, with how many of each. */
export function legend(by: ColourBy, devices: readonly DeviceBody[]): readonly { readonly band: Band; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const device of devices) {
    const { key } = bandOf(by, device);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return BANDS[by].flatMap((band) => {
    const count = counts.get(band.key);
    return count === undefined ? [] : [{ band, count }];
  });
}

function ofTemperature(celsius: number | null): Band {
  if (celsius === null) return NO_TEMPERATURE;
  return celsius >= 85 ? TOO_HOT : celsius >= 75 ? HOT : celsius >= 60 ? WARM : COOL;
}

function ofRatio(value: number | null): Band {
  if (value === null) return NO_RATIO;
  return value >= 0.95 ? AS_IT_SHOULD : value >= 0.8 ? LESS : MUCH_LESS;
}

function percentOf(value: number | null): number | null {
  return value === null ? null : value * 100;
}

function isLive(device: DeviceBody): boolean {
  return device.status !== "OFFLINE" && device.status !== "UNAVAILABLE";
}
