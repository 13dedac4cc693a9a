import {
  IconArrowBackUp,
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClockHour4,
  IconClockX,
  IconHelpCircle,
  IconInbox,
  IconPlayerPlay,
  IconSend,
  IconSignature,
  type Icon,
} from "@tabler/icons-react";

import type { BatchBody, CommandState } from "~/api/schema";
import type { StatusLook } from "~/domain/statuses";

/** How a command's state is shown: always the icon and the word, never the colour alone. */
export interface CommandStateLook {
  readonly label: string;
  readonly icon: Icon;
  readonly tone: StatusLook["tone"];
  readonly means: string;
}

/** What needs a person first, then what runs, then what is done: the order of lists and bars. */
export const COMMAND_STATES: Record<CommandState, CommandStateLook> = {
  FAILED: { label: "Failed", icon: IconCircleX, tone: "bad", means: "The miner or its node tried, and it did not work." },
  REJECTED: { label: "Rejected", icon: IconBan, tone: "bad", means: "It was not tried: the miner cannot do it, or its node would not." },
  EXPIRED: { label: "Expired", icon: IconClockX, tone: "bad", means: "It could not be delivered in time, and was certainly not carried out." },
  OUTCOME_UNKNOWN: { label: "Outcome unknown", icon: IconHelpCircle, tone: "warn", means: "It may have taken effect: look at the miner." },
  AWAITING_COSIGN: { label: "Awaiting signature", icon: IconSignature, tone: "warn", means: "It waits for an admin's signature; no node has it yet." },
  RUNNING: { label: "Running", icon: IconPlayerPlay, tone: "busy", means: "The node is carrying it out." },
  ACCEPTED: { label: "Accepted", icon: IconInbox, tone: "busy", means: "The node has it and will carry it out." },
  SENT: { label: "Sent", icon: IconSend, tone: "busy", means: "It is on its way to the node." },
  QUEUED: { label: "Queued", icon: IconClockHour4, tone: "unknown", means: "No node has it yet." },
  SUPERSEDED: { label: "Superseded", icon: IconArrowBackUp, tone: "calm", means: "It was cancelled, or a newer command made it needless; it was not carried out." },
  SUCCEEDED: { label: "Succeeded", icon: IconCircleCheck, tone: "good", means: "It was carried out, and its effect was seen where the miner shows it." },
};

export const COMMAND_STATE_ORDER = Object.keys(COMMAND_STATES) as CommandState[];

/** States that are no outcome yet. */
export const OPEN_STATES: readonly CommandState[] = ["RUNNING", "ACCEPTED", "SENT", "QUEUED", "AWAITING_COSIGN"];

/** States in which no node has it: it can be withdrawn. */
export const UNSENT_STATES: readonly CommandState[] = ["QUEUED", "AWAITING_COSIGN"];

/** Outcomes that ask for a person. */
export const BAD_STATES: readonly CommandState[] = ["FAILED", "REJECTED", "EXPIRED", "OUTCOME_UNKNOWN"];

/** How many commands of a batch stand in any of these states. */
export function countIn(batch: Pick<BatchBody, "counts">, states: readonly CommandState[]): number {
  return states.reduce((sum, state) => sum + (batch.counts[state] ?? 0), 0);
}

/** How many have their outcome. */
export function ended(batch: Pick<BatchBody, "counts" | "total">): number {
  return batch.total - countIn(batch, OPEN_STATES);
}
