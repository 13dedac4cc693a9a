import type { CapabilitiesBody } from "~/api/schema";
import type { Command, Draft, DraftOf, PoolDraft, Typed } from "~/features/commands/drafts";
import { serverNow } from "~/live/clock";
import { count } from "~/units/format";
import { shownZone } from "~/units/time";
import { atWallTime } from "~/units/zoned";

/** A form read: the command once it is whole, and what is wrong with single fields, in words. */
export interface Reading {
  /** Null while something is missing or wrong. */
  readonly command: Command | null;
  readonly problems: Readonly<Record<string, string>>;
}

export const MAX_POOLS = 8;
const MAX_WATTS = 1_000_000;
const MAX_PERCENT = 200;
const MAX_PASSWORD = 256;
const SCHEMES = ["stratum+tcp", "stratum+ssl", "stratum+tls", "stratum2+tcp"];
const POOL_URL = /^([a-z0-9+]+):\/\/(?:[^@/\s]*@)?(\[[0-9a-f:.]+\]|[^:/\s@]+):(\d{1,5})(?:\/\S*)?$/iu;
const HOLD = /^[a-z0-9][a-z0-9._:-]{0,63}$/u;
const MISSING: Reading = { command: null, problems: {} };

/** What a form says, judged by the API's own rules and, where it is for one miner, by that miner's ranges. */
export function read(draft: Draft, capabilities?: CapabilitiesBody): Reading {
  switch (draft.kind) {
    case "SET_POWER_TARGET":
      return powerTarget(draft, capabilities);
    case "CURTAIL":
      return curtailment(draft);
    case "UNCURTAIL":
      return lift(draft);
    case "UPDATE_POOLS":
      return pools(draft, capabilities);
    case "SET_COOLING_MODE":
      return cooling(draft);
    case "UPDATE_PASSWORD":
      return password(draft);
    case "UPDATE_FIRMWARE":
      return firmware(draft);
    default:
      return { command: draft, problems: {} };
  }
}

/** Bounds of an amount in words: "1,800 to 3,500 W"; empty where there are none. */
export function rangeWords(low: number | null | undefined, high: number | null | undefined, unit: string): string {
  if (low != null && high != null) return `${count(low)} to ${count(high)} ${unit}`;
  if (low != null) return `${count(low)} ${unit} or more`;
  return high != null ? `up to ${count(high)} ${unit}` : "";
}

function powerTarget(draft: DraftOf<"SET_POWER_TARGET">, capabilities?: CapabilitiesBody): Reading {
  if (draft.by === "mode") {
    const mode = draft.mode.trim();
    return mode === "" ? MISSING : { command: { kind: draft.kind, mode }, problems: {} };
  }
  if (draft.amount === "") return MISSING;
  const inWatts = draft.by === "watts";
  const most = inWatts ? MAX_WATTS : MAX_PERCENT;
  const unit = inWatts ? "W" : "%";
  const amount = numberOf(draft.amount);
  if (amount === null || amount <= 0 || amount > most) return wrong("amount", `Give a number above 0, up to ${count(most)} ${unit}.`);
  const low = inWatts ? capabilities?.power_target_min_watts : capabilities?.power_target_min_percent;
  const high = inWatts ? capabilities?.power_target_max_watts : capabilities?.power_target_max_percent;
  if ((low != null && amount < low) || (high != null && amount > high)) {
    return wrong("amount", `This miner takes ${rangeWords(low, high, unit)}.`);
  }
  return { command: inWatts ? { kind: draft.kind, watts: amount } : { kind: draft.kind, percent: amount }, problems: {} };
}

function curtailment({ kind, level, hold, until }: DraftOf<"CURTAIL">): Reading {
  const problem = holdProblem(hold);
  if (problem !== null) return wrong("hold", problem);
  const untilMs = atWallTime(until, shownZone());
  if (untilMs !== null && untilMs <= serverNow()) return wrong("until", "That is over already. Give a time to come.");
  return { command: { kind, level, hold_id: hold.trim(), for_safety: false, source: "", until_ms: untilMs }, problems: {} };
}

function lift({ kind, hold }: DraftOf<"UNCURTAIL">): Reading {
  const problem = holdProblem(hold);
  return problem === null ? { command: { kind, hold_id: hold.trim(), for_safety: false }, problems: {} } : wrong("hold", problem);
}

function holdProblem(hold: string): string | null {
  return HOLD.test(hold.trim()) ? null : "Small letters, digits and . _ : - only, 64 at the most, like grid-event-7.";
}

function cooling({ kind, mode, dutyPercent }: DraftOf<"SET_COOLING_MODE">): Reading {
  if (mode !== "MANUAL") return { command: { kind, mode }, problems: {} };
  if (dutyPercent === "") return MISSING;
  const duty = numberOf(dutyPercent);
  if (duty === null || duty < 0 || duty > 100) return wrong("dutyPercent", "Give a speed from 0 to 100 %.");
  return { command: { kind, mode, fan_duty_ratio: duty / 100 }, problems: {} };
}

function password(draft: DraftOf<"UPDATE_PASSWORD">): Reading {
  if (draft.password.length > MAX_PASSWORD) return wrong("password", `At most ${MAX_PASSWORD} characters.`);
  if (draft.again !== "" && draft.again !== draft.password) return wrong("again", "It differs from the first one.");
  if (draft.password === "" || draft.again === "") return MISSING;
  return { command: { kind: draft.kind, username: draft.username.trim(), new_password: draft.password }, problems: {} };
}

function firmware({ kind, image, version }: DraftOf<"UPDATE_FIRMWARE">): Reading {
  if (image === null || version.trim() === "") return MISSING;
  return { command: { kind, artifact_id: image.id, sha256: image.sha256, version: version.trim() }, problems: {} };
}

function pools(draft: DraftOf<"UPDATE_POOLS">, capabilities?: CapabilitiesBody): Reading {
  const problems: Record<string, string> = {};
  draft.pools.forEach((pool, index) => {
    const problem = poolUrlProblem(pool.url);
    if (problem !== null) problems[`pools/${index}/url`] = problem;
  });
  const most = Math.min(capabilities?.max_pools ?? MAX_POOLS, MAX_POOLS);
  if (draft.pools.length > most) problems["pools"] = `This miner takes at most ${most} pools.`;
  const isWhole = draft.pools.length > 0 && draft.pools.every((pool) => pool.url.trim() !== "" && pool.username.trim() !== "");
  const command: Command = { kind: draft.kind, pools: draft.pools.map(poolInput) };
  return { command: isWhole && Object.keys(problems).length === 0 ? command : null, problems };
}

function poolInput({ url, username, password: secret }: PoolDraft) {
  return { url: url.trim(), username: username.trim(), ...(secret === "" ? {} : { password: secret }) };
}

/** What is wrong with a pool's URL; null for a good one, and for an empty one, which is not typed yet. */
export function poolUrlProblem(url: string): string | null {
  if (url.trim() === "") return null;
  const [, scheme = "", , port = ""] = POOL_URL.exec(url.trim()) ?? [];
  if (!SCHEMES.includes(scheme.toLowerCase())) return `Write it like stratum+tcp://host:port (${SCHEMES.join(", ")}).`;
  if (Number(port) < 1 || Number(port) > 65_535) return "The port is between 1 and 65535.";
  return url.includes("@") ? "The login goes into the fields beside it, not into the URL." : null;
}

function numberOf(typed: Typed): number | null {
  const value = typeof typed === "number" ? typed : Number(typed);
  return Number.isFinite(value) ? value : null;
}

function wrong(field: string, message: string): Reading {
  return { command: null, problems: { [field]: message } };
}
