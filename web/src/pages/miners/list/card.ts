import type { DeviceBody } from "~/api/schema";
import { hottest, slot } from "~/pages/miners/columns/columns";
import { hashrate, power, temperature, UNKNOWN } from "~/units/format";

/** Where to walk to: rack and slot; without a rack, the address. */
export function whereabouts(device: DeviceBody): string {
  if (device.rack_name === "") return device.address;
  return [device.rack_name, slot(device)].filter((word) => word !== UNKNOWN).join(" · ");
}

/** What it measures. A card has no headings, so that an unknown value would be a dash for nobody knows what. */
export function measurements(device: DeviceBody): readonly string[] {
  const all = [hashrate(device.hashrate_hs), power(device.power_watts), temperature(hottest(device))];
  const known = all.filter((text) => text !== UNKNOWN);
  return known.length === 0 ? [UNKNOWN] : known;
}
