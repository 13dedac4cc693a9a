import type { Code, CommandBody } from "~/api/schema";

/** Miners whose command ended for the same reason. */
export interface Reason {
  readonly code: Code;
  readonly deviceIds: readonly number[];
  /** What was said of the first one, and what can be done about it. */
  readonly message: string;
  readonly action: string;
}

interface Words {
  readonly label: string;
  readonly advice: string;
}

const WORDS: Partial<Record<Code, Words>> = {
  device_authentication_needed: { label: "want a login", advice: "Give the login that is set on them." },
  device_authentication_rejected: { label: "reject every login that was tried", advice: "Try others: their password was changed." },
  device_unreachable: { label: "do not answer", advice: "Check their power and network, then try again." },
  device_timeout: { label: "did not answer in time", advice: "Try again; they may be starting up." },
  device_mismatch: { label: "are other miners than expected", advice: "Addresses have changed hands: scan again." },
  device_protocol: { label: "answer in a way that makes no sense", advice: "Reboot them if this stays." },
  plugin_unavailable: { label: "have no running driver", advice: "The node starts it again by itself; see Nodes." },
  command_expired: { label: "were not tried in time", advice: "Their node was out of contact. Try again." },
  not_executed: { label: "were not tried: their node stopped", advice: "Try again." },
  outcome_unknown: { label: "may have been paired", advice: "Their node was interrupted. Look at them first." },
  conflict: { label: "got another owner meanwhile", advice: "Scan again to see whose they are." },
  not_found: { label: "are gone", advice: "They were forgotten meanwhile." },
};

/** A reason in words, with what to do about it. */
export function reasonWords(reason: Reason): Words {
  return WORDS[reason.code] ?? { label: `failed (${reason.code})`, advice: [reason.message, reason.action].filter(Boolean).join(" ") };
}

/** Commands that ended badly by their reasons, the most frequent first. */
export function reasons(commands: readonly CommandBody[]): Reason[] {
  const found = new Map<Code, Reason & { deviceIds: number[] }>();
  for (const { problem, state, device_id: id } of commands) {
    const code: Code = problem?.code ?? (state === "EXPIRED" ? "command_expired" : state === "OUTCOME_UNKNOWN" ? "outcome_unknown" : "internal");
    const reason = found.get(code) ?? { code, deviceIds: [], message: problem?.message ?? "", action: problem?.action ?? "" };
    if (id !== null) reason.deviceIds.push(id);
    found.set(code, reason);
  }
  return [...found.values()].sort((one, other) => other.deviceIds.length - one.deviceIds.length);
}
