import type { CapabilitiesBody, CoolingMode, CurtailmentLevel, IssueInput, PoolBody } from "~/api/schema";
import type { ActKind } from "~/features/commands/acts";

/** A command as the API takes it. It may hold a password. */
export type Command = IssueInput["command"];

type PlainKind = "START_MINING" | "STOP_MINING" | "REBOOT" | "DOWNLOAD_LOGS";

/** A number field while somebody types: empty, or not a number yet. */
export type Typed = number | string;

/** One line of the pool editor. `key` tells lines apart while they move. */
export interface PoolDraft {
  readonly key: number;
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** An uploaded image that was picked. */
export interface ImageDraft {
  readonly id: string;
  readonly sha256: string;
}

/** What the form of each kind holds while it is filled in. */
export type Draft =
  | { readonly kind: PlainKind }
  | { readonly kind: "SET_POWER_TARGET"; readonly by: "watts" | "percent" | "mode"; readonly amount: Typed; readonly mode: string }
  | { readonly kind: "CURTAIL"; readonly level: CurtailmentLevel; readonly hold: string; readonly until: string }
  | { readonly kind: "UNCURTAIL"; readonly hold: string }
  | { readonly kind: "UPDATE_POOLS"; readonly pools: readonly PoolDraft[] }
  | { readonly kind: "SET_COOLING_MODE"; readonly mode: CoolingMode; readonly dutyPercent: Typed }
  | { readonly kind: "BLINK_LED"; readonly on: boolean }
  | { readonly kind: "UPDATE_PASSWORD"; readonly username: string; readonly password: string; readonly again: string }
  | { readonly kind: "UPDATE_FIRMWARE"; readonly image: ImageDraft | null; readonly version: string };

export type DraftOf<K extends Draft["kind"]> = Extract<Draft, { kind: K }>;

/** What is known of the one miner that a command is for. */
export interface Subject {
  readonly name: string;
  readonly address: string;
  readonly capabilities: CapabilitiesBody;
  readonly pools: readonly Pick<PoolBody, "url" | "username">[];
}

/** The hold that people place and lift where they name none. */
const OPERATOR_HOLD = "operator";

const EMPTY_POOL: Omit<PoolDraft, "key"> = { url: "", username: "", password: "" };

/** The form as it opens: with one miner's pools where they are known. */
export function begun(kind: ActKind, subject: Subject | null): Draft {
  switch (kind) {
    case "SET_POWER_TARGET":
      return { kind, by: firstUnit(subject), amount: "", mode: "" };
    case "CURTAIL":
      return { kind, level: "FULL", hold: OPERATOR_HOLD, until: "" };
    case "UNCURTAIL":
      return { kind, hold: OPERATOR_HOLD };
    case "UPDATE_POOLS":
      return { kind, pools: poolsNow(subject) };
    case "SET_COOLING_MODE":
      return { kind, mode: subject?.capabilities.cooling_modes[0] ?? "AUTO", dutyPercent: 80 };
    case "BLINK_LED":
      return { kind, on: true };
    case "UPDATE_PASSWORD":
      return { kind, username: "", password: "", again: "" };
    case "UPDATE_FIRMWARE":
      return { kind, image: null, version: "" };
    default:
      return { kind };
  }
}

/** Units that this miner takes a power target in; all where nothing is known. */
export function powerUnits(capabilities: CapabilitiesBody | undefined): ("watts" | "percent" | "mode")[] {
  if (capabilities === undefined) return ["watts", "percent", "mode"];
  const takes = [
    capabilities.power_target_min_watts ?? capabilities.power_target_max_watts ?? null,
    capabilities.power_target_min_percent ?? capabilities.power_target_max_percent ?? null,
    capabilities.power_modes[0] ?? null,
  ];
  return (["watts", "percent", "mode"] as const).filter((_, index) => takes[index] !== null);
}

function firstUnit(subject: Subject | null): "watts" | "percent" | "mode" {
  return powerUnits(subject?.capabilities)[0] ?? "watts";
}

function poolsNow(subject: Subject | null): PoolDraft[] {
  const known = (subject?.pools ?? []).map(({ url, username }, key) => ({ ...EMPTY_POOL, key, url, username }));
  return known.length > 0 ? known : [{ ...EMPTY_POOL, key: 0 }];
}

/** The list with an empty pool at its end. */
export function withAnotherPool(pools: readonly PoolDraft[]): PoolDraft[] {
  return [...pools, { ...EMPTY_POOL, key: Math.max(-1, ...pools.map((pool) => pool.key)) + 1 }];
}

/** The list with the pool at `from` standing at `to`. */
export function movedPool(pools: readonly PoolDraft[], from: number, to: number): PoolDraft[] {
  const moved = [...pools];
  moved.splice(to, 0, ...moved.splice(from, 1));
  return moved;
}

/** The same command without what must stay secret: a preview needs no password, so it gets none. */
export function withoutSecrets(command: Command): Command {
  if (command.kind === "UPDATE_PASSWORD") return { ...command, new_password: "(not sent)" };
  if (command.kind === "UPDATE_POOLS") return { ...command, pools: command.pools.map(({ url, username }) => ({ url, username })) };
  return command;
}
