import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconHelpCircle, IconPlugOff, IconPower, type Icon } from "@tabler/icons-react";

import type { ComponentKind, ComponentStatus } from "~/api/schema";
import type { StatusLook } from "~/domain/statuses";

/** Parts of a miner, as people call them: one, and several. In the order in which they are shown. */
export const COMPONENT_KINDS: Record<ComponentKind, { readonly one: string; readonly many: string }> = {
  HASH_BOARD: { one: "Hash board", many: "Hash boards" },
  PSU: { one: "Power supply", many: "Power supplies" },
  FAN: { one: "Fan", many: "Fans" },
  CONTROL_BOARD: { one: "Control board", many: "Control boards" },
  SENSOR: { one: "Sensor", many: "Sensors" },
};

export const COMPONENT_KIND_ORDER = Object.keys(COMPONENT_KINDS) as ComponentKind[];

/** "Fan, slot 2"; empty where the miner named no part. */
export function partName(kind: string | null, slot: number | null): string {
  if (kind === null) return "";
  const name = kind in COMPONENT_KINDS ? COMPONENT_KINDS[kind as ComponentKind].one : kind;
  return slot === null ? name : `${name}, slot ${slot}`;
}

/** How a part's health is shown: always the icon and the word. */
export const COMPONENT_STATUSES: Record<ComponentStatus, { readonly label: string; readonly icon: Icon; readonly tone: StatusLook["tone"] }> = {
  CRITICAL: { label: "Critical", icon: IconAlertOctagon, tone: "bad" },
  OFFLINE: { label: "Offline", icon: IconPlugOff, tone: "bad" },
  WARNING: { label: "Warning", icon: IconAlertTriangle, tone: "warn" },
  DISABLED: { label: "Disabled", icon: IconPower, tone: "calm" },
  UNKNOWN: { label: "Unknown", icon: IconHelpCircle, tone: "unknown" },
  HEALTHY: { label: "Healthy", icon: IconCircleCheck, tone: "good" },
};
