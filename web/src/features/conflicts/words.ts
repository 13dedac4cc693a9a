import type { ConflictBody, OperationBody } from "~/api/schema";
import { actOf } from "~/features/commands/acts";

/** What an operation is called in the middle of a sentence. */
export function operationName(operation: Pick<OperationBody, "kind">): string {
  return (actOf(operation.kind)?.label ?? operation.kind).toLowerCase();
}

/** Who began it, and where. */
export function whose(operation: Pick<OperationBody, "actor" | "on_site">): string {
  const name = operation.actor.display_name || operation.actor.id;
  return operation.on_site ? `${name}, on site` : name;
}

/** What happened, in a sentence. */
export function whatHappened({ lost, lost_to }: Pick<ConflictBody, "lost" | "lost_to">): string {
  const winner = lost_to === null ? "a change on site" : `"${operationName(lost_to)}" by ${whose(lost_to)}`;
  return `"${operationName(lost)}" by ${whose(lost)} was issued without knowing of ${winner}, and was not carried out.`;
}

/** What each choice does, as the button says it. */
export function choiceWords(conflict: Pick<ConflictBody, "lost">): { KEEP: string; APPLY: string } {
  return { KEEP: "Leave it as it is", APPLY: `Do it now: ${operationName(conflict.lost)}` };
}
