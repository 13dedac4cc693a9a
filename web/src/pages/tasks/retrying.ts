import type { BatchBody, CommandState } from "~/api/schema";
import { countIn } from "~/domain/commandStates";

/** Outcomes that can be tried again. */
export const RETRYABLE: readonly CommandState[] = ["FAILED", "EXPIRED", "REJECTED", "SUPERSEDED", "OUTCOME_UNKNOWN"];

/** Outcomes that are ticked at first: what surely did not take effect, and may work now. */
const TICKED: readonly CommandState[] = ["FAILED", "EXPIRED"];

/** What each of them means for a retry. */
export const RETRY_WORDS: Partial<Record<CommandState, string>> = {
  FAILED: "They were tried, and it did not work.",
  EXPIRED: "They were never delivered in time.",
  REJECTED: "They were refused, and are judged anew: this helps where the reason is gone.",
  SUPERSEDED: "They were withdrawn before any node had them.",
  OUTCOME_UNKNOWN: "They may have taken effect, or not.",
};

/** Retryable outcomes that this task has. */
export function offered(batch: BatchBody): CommandState[] {
  return RETRYABLE.filter((state) => countIn(batch, [state]) > 0);
}

/** Which of them are chosen as the dialog opens. */
export function firstChoice(batch: BatchBody): CommandState[] {
  return offered(batch).filter((state) => TICKED.includes(state));
}
