import type { CommandKind } from "~/api/schema";
import { actOf } from "~/features/commands/acts";

const OTHERS: Partial<Record<CommandKind, string>> = { PAIR: "Pair", UNPAIR: "Unpair", DISCOVER: "Discover" };

/** What a kind of command is called. */
export function commandName(kind: CommandKind): string {
  return actOf(kind)?.label ?? OTHERS[kind] ?? kind;
}
