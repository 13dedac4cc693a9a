import type { BatchBody, Me } from "~/api/schema";
import { BAD_STATES, COMMAND_STATE_ORDER, COMMAND_STATES, countIn, ended } from "~/domain/commandStates";
import { count } from "~/units/format";

/** "3 failed, 1 expired, 208 succeeded": every state that occurs, what needs a person first. */
export function outcomeWords(batch: BatchBody): string {
  const said = COMMAND_STATE_ORDER.filter((state) => countIn(batch, [state]) > 0);
  return said.map((state) => `${count(countIn(batch, [state]))} ${COMMAND_STATES[state].label.toLowerCase()}`).join(", ");
}

/** How many of it ended badly, or nobody knows how. */
export function failures(batch: BatchBody): number {
  return countIn(batch, BAD_STATES);
}

/** What went wrong in short, "2 not done, 1 not known"; empty where nothing did. */
export function troubleWords(batch: BatchBody): string {
  const unknown = countIn(batch, ["OUTCOME_UNKNOWN"]);
  const undone = failures(batch) - unknown;
  return [undone > 0 && `${count(undone)} not done`, unknown > 0 && `${count(unknown)} not known`].filter(Boolean).join(", ");
}

/** Ended of total, 0 to 1, over all of them. */
export function progress(batches: readonly BatchBody[]): number {
  const total = batches.reduce((sum, each) => sum + each.total, 0);
  return total === 0 ? 1 : batches.reduce((sum, each) => sum + ended(each), 0) / total;
}

export function isMine(batch: BatchBody, me: Me | undefined): boolean {
  return me?.user_id != null && batch.actor.type === "USER" && batch.actor.id === String(me.user_id);
}

/** What screen readers hear when a task ends. */
export function endWords(batch: BatchBody): string {
  return `${batch.title}: ended. ${outcomeWords(batch)}.`;
}
