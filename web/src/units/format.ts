/** Stored units to what people read. Unknown (null) is always `UNKNOWN`. */
export const UNKNOWN = "–";

type Value = number | null | undefined;

const HASHRATES = [
  [1e21, "ZH/s"],
  [1e18, "EH/s"],
  [1e15, "PH/s"],
  [1e12, "TH/s"],
  [1e9, "GH/s"],
  [1e6, "MH/s"],
] as const;
const POWERS = [
  [1e9, "GW"],
  [1e6, "MW"],
  [1e3, "kW"],
] as const;

/** H/s in the largest unit that leaves at least 1 before the point. */
export function hashrate(hs: Value): string {
  return scaled(hs, HASHRATES, "H/s");
}

/** Watts as W, kW, MW. A single miner's power stays in watts up to 10 kW: "3,250 W". */
export function power(watts: Value): string {
  if (watts != null && Math.abs(watts) < 10_000) return `${whole(watts)} W`;
  return scaled(watts, POWERS, "W");
}

/** J/H as J/TH, the field's usual unit. */
export function efficiency(jPerH: Value): string {
  return jPerH == null ? UNKNOWN : `${digits(jPerH * 1e12)} J/TH`;
}

export function temperature(celsius: Value): string {
  return celsius == null ? UNKNOWN : `${celsius.toFixed(celsius < 100 ? 1 : 0)} °C`;
}

export function rpm(value: Value): string {
  return value == null ? UNKNOWN : `${whole(value)} RPM`;
}

export function volts(value: Value): string {
  return value == null ? UNKNOWN : `${digits(value)} V`;
}

export function amperes(value: Value): string {
  return value == null ? UNKNOWN : `${digits(value)} A`;
}

export function frequency(hz: Value): string {
  return hz == null ? UNKNOWN : `${whole(hz / 1e6)} MHz`;
}

export function bytes(value: Value): string {
  if (value == null) return UNKNOWN;
  if (value < 1024) return `${value} B`;
  const steps = Math.min(Math.floor(Math.log2(value) / 10), 4);
  return `${digits(value / 1024 ** steps)} ${["B", "KiB", "MiB", "GiB", "TiB"][steps] ?? ""}`;
}

export function percent(ratio: Value, places = 0): string {
  return ratio == null ? UNKNOWN : `${(ratio * 100).toFixed(places)} %`;
}

/** A count with thousands separated. */
export function count(value: Value): string {
  return value == null ? UNKNOWN : whole(value);
}

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function whole(value: number): string {
  return WHOLE.format(value);
}

/** Three significant digits, as instruments show them. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return whole(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

function scaled(value: Value, steps: readonly (readonly [number, string])[], base: string): string {
  if (value == null) return UNKNOWN;
  for (const [factor, unit] of steps) {
    if (Math.abs(value) >= factor) return `${digits(value / factor)} ${unit}`;
  }
  return `${value === 0 ? "0" : digits(value)} ${base}`;
}

/** A name of the API's lists as people write it: "DEFAULT_PASSWORD" is "Default password". */
export function spoken(name: string | null | undefined): string {
  if (name == null) return UNKNOWN;
  const words = name.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
