import type { CapabilitiesBody } from "~/api/schema";
import { ACT_GROUPS } from "~/features/commands/acts";
import { rangeWords } from "~/features/commands/reading";
import { count } from "~/units/format";

const LEVELS: Record<string, string> = { FULL: "fully", EFFICIENCY: "to its most efficient setting" };
const COOLING: Record<string, string> = { AUTO: "automatic", MANUAL: "at a fixed speed", IMMERSION: "immersion" };

/** What a miner can do, as name and sentence. */
export function capabilityWords(can: CapabilitiesBody): readonly (readonly [string, string])[] {
  const acts = ACT_GROUPS.flatMap((group) => group.acts);
  const label = (able: boolean) => listed(acts.filter((act) => can.commands.includes(act.kind) === able).map((act) => act.label));
  return [
    ["Commands", label(true) || "none: its driver only reads it"],
    ["Not supported", label(false) || "nothing: it takes every command"],
    ["Power target", powerTarget(can)],
    ["Curtailment", listed(named(LEVELS, can.curtailment_levels)) || "not possible"],
    ["Pools", can.max_pools === 0 ? "cannot be set" : `up to ${count(can.max_pools)}`],
    ["Cooling", listed(named(COOLING, can.cooling_modes)) || "cannot be set"],
    ["Login", can.needs_credentials ? "needed for commands" : "none needed"],
  ];
}

function powerTarget(can: CapabilitiesBody): string {
  if (!can.commands.includes("SET_POWER_TARGET")) return "cannot be set";
  const ways = [
    rangeWords(can.power_target_min_watts, can.power_target_max_watts, "W"),
    rangeWords(can.power_target_min_percent, can.power_target_max_percent, "% of nominal"),
    can.power_modes.length === 0 ? "" : `modes ${listed(can.power_modes)}`,
  ];
  return ways.filter((way) => way !== "").join("; ") || "its driver tells no bounds";
}

/** Words for names, in the order of the words. */
function named(words: Record<string, string>, names: readonly string[]): string[] {
  return Object.entries(words).flatMap(([name, word]) => (names.includes(name) ? [word] : []));
}

function listed(words: readonly string[]): string {
  return words.join(", ");
}
