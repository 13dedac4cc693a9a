import { IconBug, IconCloudOff, type Icon } from "@tabler/icons-react";

import type { DeviceStatus, NodeBody, PairingStatus, SummaryBody } from "~/api/schema";
import { both } from "~/domain/filters";
import { STATUSES, type StatusLook } from "~/domain/statuses";
import { PAIRING, WAITING } from "~/features/pairing/pairingStates";
import { PAIRED } from "~/pages/overview/figures";
import type { Grouping } from "~/pages/overview/search";

/** One thing that asks for a person: what, of how many miners, and by what they can be told apart. */
export interface Cause {
  readonly key: string;
  readonly icon: Icon;
  readonly tone: StatusLook["tone"];
  readonly title: string;
  readonly means: string;
  readonly count: number;
  /** Selects exactly these miners. */
  readonly filter: string;
  /** The field that tells them apart; null: none does. */
  readonly by: string | null;
  /** Whether pairing mends it. */
  readonly isToPair: boolean;
}

interface Trouble<T> {
  readonly status: T;
  readonly title: string;
  readonly means: string;
}

/** Trouble of miners whose node has a login for them, by status, the most urgent first. */
const TROUBLES: readonly (Trouble<DeviceStatus> & { readonly by: string })[] = [
  { status: "ERROR", by: "fault", title: "stopped, or not safe", means: "A critical fault stops them or makes them unsafe. Look before you start them again." },
  { status: "UNAVAILABLE", by: "node", title: "unavailable", means: "Their node is out of contact: nothing is known of them now." },
  { status: "OFFLINE", by: "place", title: "offline", means: "They do not answer their node. Look for what they share: a breaker, a switch, a rack." },
  { status: "NEEDS_POOL", by: "pool", title: "without a pool", means: "No pool takes their work. These are the pools that they are set to:" },
  { status: "DEGRADED", by: "fault", title: "degraded", means: "They hash, with less than they should or with a broken part." },
];

const PAIRINGS: readonly Trouble<PairingStatus>[] = [
  { status: "AUTHENTICATION_NEEDED", title: "need a login", means: "None of the logins that were tried works. Pair them with the right one." },
  { status: "FAILED", title: "could not be paired", means: "Their node tried, and could not get through to them." },
  { status: "UNPAIRED", title: "found, not paired", means: "No node owns them or has a login for them, so nothing is known of what they do." },
  { status: "DEFAULT_PASSWORD", title: "with their maker's password", means: "Anybody in their network can log in to them. Change it by a command." },
];

/** What is wrong with miners, the most urgent first. `all` sums up all in scope, `paired` those with a login. */
export function causes(all: SummaryBody, paired: SummaryBody, scope: string, place: Grouping): Cause[] {
  return [...statusCauses(paired, scope, place), ...pairingCauses(all, scope)];
}

function statusCauses(paired: SummaryBody, scope: string, place: Grouping): Cause[] {
  return TROUBLES.flatMap(({ status, by, title, means }) => {
    const { icon, tone } = STATUSES[status];
    const filter = both(scope, `status:${status.toLowerCase()}`, PAIRED);
    const count = paired.by_status[status] ?? 0;
    return count === 0 ? [] : [{ key: status, icon, tone, title, means, count, filter, by: by === "place" ? place : by, isToPair: false }];
  });
}

function pairingCauses(all: SummaryBody, scope: string): Cause[] {
  return PAIRINGS.flatMap(({ status, title, means }) => {
    const { icon, tone } = PAIRING[status];
    const filter = both(scope, `pairing:${status.toLowerCase()}`);
    const count = all.by_pairing[status] ?? 0;
    return count === 0 ? [] : [{ key: status, icon, tone, title, means, count, filter, by: null, isToPair: WAITING.includes(status) }];
  });
}

/** Something wrong with a fleet node; `miners` are the ones it owns. */
export interface NodeTrouble {
  readonly key: string;
  readonly icon: Icon;
  readonly tone: StatusLook["tone"];
  readonly title: string;
  readonly means: string;
  /** Since when it is out of contact; null for other troubles, or never met. */
  readonly sinceMs: number | null;
  readonly miners: number;
  readonly node: string;
}

/** Nodes out of contact, and drivers of nodes that do not run. `siteId`: only those of this site, and of none. */
export function nodeTroubles(nodes: readonly NodeBody[], siteId: number | null): NodeTrouble[] {
  const mine = nodes.filter((node) => siteId === null || node.site_id === null || node.site_id === siteId);
  return [...mine.filter(({ connected }) => !connected).map(lost), ...mine.filter(({ connected }) => connected).flatMap(stopped)];
}

function lost({ id, name, last_contact_ms: sinceMs, devices_owned: miners }: NodeBody): NodeTrouble {
  return {
    key: `lost-${id}`,
    icon: IconCloudOff,
    tone: "bad",
    title: `Node ${name} is out of contact`,
    means: "Nothing is known of its miners now, and no command reaches them. The node goes on trying to connect.",
    sinceMs,
    miners,
    node: name,
  };
}

function stopped({ id, name, plugins, devices_owned: miners }: NodeBody): NodeTrouble[] {
  return plugins
    .filter(({ running }) => !running)
    .map(({ driver, last_error: error }) => ({
      key: `driver-${id}-${driver}`,
      icon: IconBug,
      tone: "bad" as const,
      title: `Driver ${driver} does not run on node ${name}`,
      means: error === "" ? "It is started again by itself." : `It is started again by itself. It last said: ${error}`,
      sinceMs: null,
      miners,
      node: name,
    }));
}
