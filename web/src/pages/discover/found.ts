import type { DeviceBody, FoundWindow, PairingStatus } from "~/api/schema";
import { works } from "~/features/pairing/pairingStates";

/** What the lists of this page show of a miner; many thousands of these may be held. */
export interface Found {
  readonly id: number;
  readonly name: string;
  readonly model: string;
  readonly address: string;
  readonly mac: string;
  readonly pairing: PairingStatus;
  readonly nodeId: number | null;
  readonly seenBy: number | null;
  readonly discoveredAtMs: number;
  /** What went wrong last, in words; empty: nothing. */
  readonly problem: string;
}

/** What a scan found, as far as it was read. `read` counts ids, of which some may be forgotten since. */
export interface FoundSoFar {
  readonly rows: readonly Found[];
  readonly read: number;
}

export const NONE_YET: FoundSoFar = { rows: [], read: 0 };

/** A group of what a scan found; a miner is in several. */
export type GroupKey = "new" | "known" | "waiting" | "default_password" | "paired";

export const GROUPS: readonly { readonly key: GroupKey; readonly label: string }[] = [
  { key: "new", label: "New" },
  { key: "known", label: "Known before" },
  { key: "waiting", label: "To be paired" },
  { key: "default_password", label: "Maker's password" },
  { key: "paired", label: "Paired" },
];

export function foundOf(device: DeviceBody): Found {
  return {
    id: device.id,
    name: device.name,
    model: device.model,
    address: device.address,
    mac: device.mac,
    pairing: device.pairing,
    nodeId: device.node_id,
    seenBy: device.seen_by_node_id,
    discoveredAtMs: device.discovered_at_ms,
    problem: device.problem?.message ?? "",
  };
}

/** With one more window, which begins where the reading stood. */
export function grown(sofar: FoundSoFar, window: FoundWindow, limit: number): FoundSoFar {
  const read = Math.min(window.offset + limit, window.total);
  return { rows: [...sofar.rows, ...window.devices.map(foundOf)], read };
}

/** With rows as they are now; the same object where none is among them. */
export function patched(sofar: FoundSoFar, devices: readonly DeviceBody[]): FoundSoFar {
  const news = new Map(devices.map((device) => [device.id, foundOf(device)]));
  if (!sofar.rows.some((row) => news.has(row.id))) return sofar;
  return { ...sofar, rows: sofar.rows.map((row) => news.get(row.id) ?? row) };
}

/** Whether a miner is in a group. New is what was never seen before the scan began. */
export function isIn(row: Found, group: GroupKey, startedAtMs: number): boolean {
  switch (group) {
    case "new":
      return row.discoveredAtMs >= startedAtMs;
    case "known":
      return row.discoveredAtMs < startedAtMs;
    case "waiting":
      return !works(row.pairing) && row.pairing !== "PENDING";
    case "default_password":
      return row.pairing === "DEFAULT_PASSWORD";
    case "paired":
      return works(row.pairing);
  }
}

/** What is shown of the whole, and how many each choice would show. */
export interface Narrowed {
  readonly rows: readonly Found[];
  readonly groups: ReadonlyMap<GroupKey, number>;
  readonly models: ReadonlyMap<string, number>;
}

/** Rows of one group and one model; counts of groups are within the model, those of models within the group. */
export function narrowed(rows: readonly Found[], startedAtMs: number, show: string | undefined, model: string | undefined): Narrowed {
  const group = GROUPS.find((each) => each.key === show)?.key;
  const inGroup = group === undefined ? rows : rows.filter((row) => isIn(row, group, startedAtMs));
  const ofModel = model === undefined ? rows : rows.filter((row) => modelOf(row) === model);
  const models = new Map<string, number>();
  for (const row of inGroup) models.set(modelOf(row), (models.get(modelOf(row)) ?? 0) + 1);
  return {
    rows: model === undefined ? inGroup : inGroup.filter((row) => modelOf(row) === model),
    groups: new Map(GROUPS.map(({ key }) => [key, ofModel.filter((row) => isIn(row, key, startedAtMs)).length])),
    models: new Map([...models].sort(([one], [other]) => one.localeCompare(other))),
  };
}

/** A miner's model; its own word for those whose driver could not tell. */
export function modelOf(row: Pick<Found, "model">): string {
  return row.model || "Unknown model";
}
