import {
  IconAlertTriangle,
  IconBuildingWarehouse,
  IconCircleCheck,
  IconCircleX,
  IconCpu,
  IconGitMerge,
  IconHelpCircle,
  IconKey,
  IconListCheck,
  IconRadar,
  IconServer,
  IconSettings,
  IconShieldExclamation,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";

import type { StatusLook } from "~/domain/statuses";

/** How a kind of entry is shown. No tone: nothing that one needs to look at. */
export interface VerbLook {
  readonly icon: Icon;
  readonly words: string;
  readonly tone?: StatusLook["tone"];
}

const WORDS: Record<string, string> = {
  "conflict.opened": "Conflict",
  "conflict.decided": "Conflict decided",
  "device.claimed": "Owner given",
  "device.released": "Ownership ended",
  "device.forgotten": "Miners forgotten",
  "device.ownership_contested": "On another node's list too",
  "device.placed": "Miners placed",
  "device.renamed": "Miner renamed",
  "device.transfer_begun": "Move to another node begun",
  "device.transfer_cancelled": "Move to another node cancelled",
  "device.transferred": "Moved to another node",
  "device.default_password": "Maker's password in use",
  "group.members_changed": "Members changed",
  "node.api_key_rotated": "Node's API key changed",
  "node.clone_settled": "Node let in again",
  "node.host_not_off": "Host is on after all",
  "node.host_vouched_off": "Host said to be off",
  "node.ownership_taken_back": "Owners taken from the node's list",
  "node.samples_lost": "Samples lost",
  "security.journal_set_back": "Node's command journal put back",
  "security.keyset_behind": "Server goes by an older Keyset than a node",
  "security.ownership_not_believed": "Node's list of miners not believed",
  "security.sequence_gap": "Commands lost on the way",
  "security.server_restored": "Server restored from a backup",
  "user.link_renewed": "Set-up link renewed",
  "user.password_changed": "Password changed",
  "user.set_up": "Password set",
  "user.signed_in": "Signed in",
  "user.signed_out": "Signed out",
  "command.outcome_unknown": "Outcome unknown",
};

const ICONS: Record<string, Icon> = {
  batch: IconListCheck,
  command: IconListCheck,
  conflict: IconGitMerge,
  device: IconCpu,
  discovery: IconRadar,
  node: IconServer,
  security: IconShieldExclamation,
  user: IconUsers,
  api_key: IconKey,
  site: IconBuildingWarehouse,
  building: IconBuildingWarehouse,
  rack: IconBuildingWarehouse,
  settings: IconSettings,
};

const OUTCOMES: Record<string, Omit<VerbLook, "words">> = {
  "command.succeeded": { icon: IconCircleCheck, tone: "good" },
  "command.failed": { icon: IconCircleX, tone: "bad" },
  "command.rejected": { icon: IconCircleX, tone: "warn" },
  "command.expired": { icon: IconAlertTriangle, tone: "warn" },
  "command.outcome_unknown": { icon: IconHelpCircle, tone: "warn" },
  "conflict.opened": { icon: IconGitMerge, tone: "warn" },
  "device.default_password": { icon: IconAlertTriangle, tone: "warn" },
  "node.host_not_off": { icon: IconAlertTriangle, tone: "warn" },
  "node.host_vouched_off": { icon: IconAlertTriangle, tone: "warn" },
  "device.ownership_contested": { icon: IconAlertTriangle, tone: "warn" },
  "node.ownership_taken_back": { icon: IconAlertTriangle, tone: "warn" },
  "node.samples_lost": { icon: IconAlertTriangle, tone: "warn" },
};

/** The look of a verb; one that this page has not heard of is read out of its name. */
export function verbLook(verb: string): VerbLook {
  const noun = verb.split(".", 1)[0] ?? "";
  const look = OUTCOMES[verb] ?? { icon: ICONS[noun] ?? IconListCheck, ...(noun === "security" ? { tone: "warn" as const } : {}) };
  return { ...look, words: WORDS[verb] ?? spelt(noun, verb.slice(noun.length + 1)) };
}

/** A summary as people read it: a command's kind stands in it by its name in the API. */
export function summaryWords(verb: string, summary: string): string {
  if (!verb.startsWith("command.")) return sentence(summary);
  return summary.replace(/^[A-Z][A-Z_]+(?= )/u, (kind) => sentence(kind.toLowerCase().replaceAll("_", " ")));
}

function spelt(noun: string, name: string): string {
  const rest = name.replaceAll("_", " ");
  if (noun === "batch") return sentence(`${rest} asked for`);
  if (noun === "api_key") return `API key ${rest}`;
  return sentence(`${noun} ${rest}`);
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
