import type { DeviceBody, LiveServerMessage } from "~/api/schema";

/** Miners of a place as the map knows them. */
export interface Standing {
  readonly devices: readonly DeviceBody[];
  /** How many there are; more than `devices` where the map has a bound. */
  readonly total: number;
  readonly nowMs: number;
}

/** What a live message tells of miners. */
type News = Pick<Extract<LiveServerMessage, { type: "devices" }>, "ids" | "devices" | "now_ms">;

/** The same miners with the rows that a live message brought; the very same object where it brought none of them. */
export function patched(known: Standing, message: News): Standing {
  const news = new Map(message.devices.map((device) => [device.id, device]));
  if (!known.devices.some(({ id }) => news.has(id))) return known;
  return { ...known, nowMs: message.now_ms, devices: known.devices.map((device) => news.get(device.id) ?? device) };
}

/** Whether a live window holds other miners than are known: some came or went. */
export function isOtherSet(known: Standing, message: News): boolean {
  const ids = new Set(known.devices.map(({ id }) => id));
  return message.ids.length !== ids.size || message.ids.some((id) => !ids.has(id));
}
