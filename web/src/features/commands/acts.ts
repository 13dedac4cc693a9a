import {
  IconBolt,
  IconBoltOff,
  IconBulb,
  IconDownload,
  IconFileText,
  IconGauge,
  IconKey,
  IconMoon,
  IconPlayerPlay,
  IconPropeller,
  IconRefresh,
  IconTopologyStar3,
  type Icon,
} from "@tabler/icons-react";

import type { CommandKind, Permission } from "~/api/schema";
import { isOnNode } from "~/app/mode";

/** Kinds of command that a person gives to miners. */
export type ActKind = Exclude<CommandKind, "DISCOVER" | "PAIR" | "UNPAIR">;

/** One entry of the menu: what it is called, what it does, who may, and whether it interrupts work. */
export interface Act {
  readonly kind: ActKind;
  readonly label: string;
  readonly icon: Icon;
  readonly permission: Permission;
  /** It stops work or cannot be taken back: shown in red. */
  readonly isDestructive: boolean;
  /** What it does to a miner, in a sentence. */
  readonly does: string;
}

function act(kind: ActKind, label: string, icon: Icon, does: string, also: Partial<Act> = {}): Act {
  return { kind, label, icon, does, permission: "command_devices", isDestructive: false, ...also };
}

const HARSH = { isDestructive: true } as const;
const CONFIGURING = { permission: "configure_devices" } as const;

/** All commands, in the groups and the order of the menu. */
export const ACT_GROUPS: readonly { readonly label: string; readonly acts: readonly Act[] }[] = [
  {
    label: "Mining",
    acts: [
      act("START_MINING", "Start mining", IconPlayerPlay, "Wakes miners that were stopped. They hash again once they are warm."),
      act("STOP_MINING", "Stop mining", IconMoon, "Miners sleep: they hash nothing and draw little power until they are started again.", HARSH),
      act("REBOOT", "Reboot", IconRefresh, "Miners start again from power-on. They hash nothing for some minutes.", HARSH),
    ],
  },
  {
    label: "Power",
    acts: [
      act("SET_POWER_TARGET", "Power target", IconGauge, "Sets how much power miners aim at. It stays until it is changed."),
      act("CURTAIL", "Curtail", IconBoltOff, "Reduces power on demand. It holds, also after a restart of the miner, until it is lifted.", HARSH),
      act("UNCURTAIL", "Lift curtailment", IconBolt, "Miners go back to what they were set to before."),
    ],
  },
  {
    label: "Settings",
    acts: [
      act("UPDATE_POOLS", "Pools", IconTopologyStar3, "Replaces the whole list of pools. Some miners restart to use it.", { ...CONFIGURING, ...HARSH }),
      act("SET_COOLING_MODE", "Cooling mode", IconPropeller, "Changes how fans are driven."),
    ],
  },
  {
    label: "Service",
    acts: [
      act("BLINK_LED", "Locate", IconBulb, "Blinks the miner's light, so that it is found in its rack."),
      act("DOWNLOAD_LOGS", "Download logs", IconFileText, "Nodes fetch the miners' logs. They are offered on the task's page."),
      act("UPDATE_FIRMWARE", "Firmware", IconDownload, "Writes an image to the miners, which restart with it. Do not cut their power meanwhile.", { ...CONFIGURING, ...HARSH }),
      act("UPDATE_PASSWORD", "Password", IconKey, "Changes the password on the miners. Their node learns it, and nobody else.", { ...CONFIGURING, ...HARSH }),
    ],
  },
];

const BY_KIND = new Map(ACT_GROUPS.flatMap((group) => group.acts).map((each) => [each.kind, each]));

/** The act of a kind; null for what is no command to miners in the menu (a discovery, a pairing). */
export function actOf(kind: CommandKind): Act | null {
  return BY_KIND.get(kind as ActKind) ?? null;
}

/** What is done on site: nothing that carries a secret or a file. */
const ON_SITE: ReadonlySet<ActKind> = new Set([
  "START_MINING",
  "STOP_MINING",
  "REBOOT",
  "SET_POWER_TARGET",
  "CURTAIL",
  "UNCURTAIL",
  "SET_COOLING_MODE",
  "BLINK_LED",
]);

/** The groups of the menu, with what can be asked of whoever serves the page. */
export function actGroups(): typeof ACT_GROUPS {
  if (!isOnNode()) return ACT_GROUPS;
  const groups = ACT_GROUPS.map((group) => ({ ...group, acts: group.acts.filter(({ kind }) => ON_SITE.has(kind)) }));
  return groups.filter(({ acts }) => acts.length > 0);
}
