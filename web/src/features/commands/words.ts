import type { EffectBody, ReasonBody } from "~/api/schema";
import type { Act, ActKind } from "~/features/commands/acts";
import type { Command, Subject } from "~/features/commands/drafts";
import type { Selection } from "~/features/selection/selection";
import { both } from "~/domain/filters";
import { count, power, UNKNOWN } from "~/units/format";
import { moment, span } from "~/units/time";

/** The longest a staggered task may take. */
export const MAX_STAGGER_SPAN_SECONDS = 24 * 3600;
export const MAX_STAGGER_SECONDS = 3600;

/** "1 miner", "1,212 miners". */
export function miners(number: number): string {
  return `${count(number)} ${number === 1 ? "miner" : "miners"}`;
}

/** What the confirm button says: the act and the number, never "OK". Null: the number is not known yet. */
export function confirmLabel(command: Command, number: number | null): string {
  const whom = number === null ? "miners" : miners(number);
  switch (command.kind) {
    case "START_MINING":
      return `Start ${whom}`;
    case "STOP_MINING":
      return `Stop ${whom}`;
    case "REBOOT":
      return `Reboot ${whom}`;
    case "SET_POWER_TARGET":
      return `Set ${whom} to ${targetWords(command)}`;
    case "CURTAIL":
      return `Curtail ${whom} ${command.level === "FULL" ? "fully" : "to efficiency"}${command.until_ms == null ? "" : ` until ${moment(command.until_ms)}`}`;
    case "UNCURTAIL":
      return `Lift curtailment of ${whom}`;
    case "UPDATE_POOLS":
      return `Replace pools of ${whom}`;
    case "SET_COOLING_MODE":
      return `Set cooling of ${whom}`;
    case "BLINK_LED":
      return command.on ? `Light up ${whom}` : `Put out the light of ${whom}`;
    case "DOWNLOAD_LOGS":
      return `Fetch logs of ${whom}`;
    case "UPDATE_FIRMWARE":
      return `Update firmware of ${whom}`;
    case "UPDATE_PASSWORD":
      return `Change password of ${whom}`;
  }
}

function targetWords(target: Extract<Command, { kind: "SET_POWER_TARGET" }>): string {
  if (target.watts != null) return `${count(target.watts)} W`;
  return target.percent != null ? `${target.percent} %` : (target.mode ?? "");
}

/** What the confirm button says while the form is not whole. */
export function unfinishedLabel({ kind, label }: Pick<Act, "kind" | "label">): string {
  return UNFINISHED[kind] ?? label;
}

const UNFINISHED: Partial<Record<ActKind, string>> = {
  SET_POWER_TARGET: "Set power target",
  UPDATE_POOLS: "Replace pools",
  SET_COOLING_MODE: "Set cooling",
  UPDATE_FIRMWARE: "Update firmware",
  UPDATE_PASSWORD: "Change password",
};

/** Whom an act is for, in words. */
export function selectionWords(selection: Selection, number: number, subject: Pick<Subject, "name" | "address"> | null): string {
  if (subject !== null) return `1 miner: ${subject.name}, ${subject.address}`;
  if (selection.kind === "ids") return number === 1 ? "1 chosen miner" : `${miners(number)}, chosen one by one`;
  const without = selection.except.size === 0 ? "" : `, without ${count(selection.except.size)}`;
  return `${miners(number)}: ${selection.filter === "" ? "all there are" : `all that match ${selection.filter}`}${without}`;
}

/** An estimated change of power, "−680 kW", and of whom it tells; null where the command changes none. */
export function effectWords(effect: EffectBody): { readonly value: string; readonly note: string } | null {
  const { delta_watts: watts, devices_estimated: known, devices_unknown: unknown } = effect;
  if (watts === null) return unknown === 0 ? null : { value: UNKNOWN, note: `not known for ${miners(unknown)}` };
  const value = `${watts < 0 ? "−" : "+"}${power(Math.abs(watts))}`;
  return { value, note: `for ${miners(known)}${unknown > 0 ? `, not known for ${count(unknown)}` : ""}` };
}

/** How long a staggered task takes until the last miner's turn. */
export function staggerWords(number: number, seconds: number): string {
  if (seconds <= 0 || number < 2) return number < 2 ? "There is one miner: nothing to spread." : "All at once, as fast as nodes take them.";
  return `The last of ${miners(number)} has its turn ${span((number - 1) * seconds)} after the first.`;
}

/** What is wrong with a stagger; null when nothing is. */
export function staggerProblem(number: number, seconds: number | string): string | null {
  const value = Number(seconds);
  if (seconds === "" || !Number.isFinite(value) || value < 0 || value > MAX_STAGGER_SECONDS) {
    return `Give 0 to ${count(MAX_STAGGER_SECONDS)} seconds.`;
  }
  if (number * value <= MAX_STAGGER_SPAN_SECONDS) return null;
  const most = Math.floor((MAX_STAGGER_SPAN_SECONDS / number) * 100) / 100;
  return `That takes longer than 24 hours; at most ${most} s for ${miners(number)}.`;
}

/** The filter that lists exactly the miners refused for a reason; null where no filter can say it. */
export function reasonFilter(selection: Selection, reason: ReasonBody): string | null {
  if (reason.code === "not_found") return null;
  if (reason.examples.length === reason.count) return `id:${reason.examples.map((each) => each.device_id).join(",")}`;
  if (selection.kind !== "matching" || selection.except.size > 0) return null;
  if (reason.code === "device_not_owned") return both(selection.filter, "-node:*");
  const pairing = /\((\w+)\)/u.exec(reason.reason)?.[1];
  return reason.code === "device_not_paired" && pairing !== undefined ? both(selection.filter, `node:* pairing:${pairing.toLowerCase()}`) : null;
}
