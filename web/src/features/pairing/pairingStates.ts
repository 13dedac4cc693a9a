import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX, IconClock, IconLock, type Icon } from "@tabler/icons-react";

import type { PairingStatus } from "~/api/schema";
import type { StatusLook } from "~/domain/statuses";

/** How a pairing status is shown: always the icon and the word, never the colour alone. */
export interface PairingLook {
  readonly label: string;
  readonly icon: Icon;
  readonly tone: StatusLook["tone"];
  readonly means: string;
}

/** In the order of need. */
export const PAIRING: Record<PairingStatus, PairingLook> = {
  FAILED: { label: "Pairing failed", icon: IconCircleX, tone: "bad", means: "Its node tried, and could not get through to it." },
  AUTHENTICATION_NEEDED: { label: "Login needed", icon: IconLock, tone: "warn", means: "None of the logins that were tried works." },
  UNPAIRED: { label: "Not paired", icon: IconCircleDashed, tone: "calm", means: "It was found. No node owns it or has a login for it." },
  PENDING: { label: "Pairing", icon: IconClock, tone: "busy", means: "Its node is trying logins." },
  DEFAULT_PASSWORD: {
    label: "Maker's password",
    icon: IconAlertTriangle,
    tone: "warn",
    means: "It is paired, with the password that every such miner is sold with. Change it.",
  },
  PAIRED: { label: "Paired", icon: IconCircleCheck, tone: "good", means: "Its node has a login that works." },
};

export const PAIRING_ORDER = Object.keys(PAIRING) as PairingStatus[];

/** Statuses that wait for somebody to pair them. */
export const WAITING: readonly PairingStatus[] = ["UNPAIRED", "AUTHENTICATION_NEEDED", "FAILED"];

/** Whether its node can reach and command it. */
export function works(status: PairingStatus): boolean {
  return status === "PAIRED" || status === "DEFAULT_PASSWORD";
}

/** A filter term for any of these. */
export function pairingFilter(statuses: readonly PairingStatus[]): string {
  return `pairing:${statuses.join().toLowerCase()}`;
}
