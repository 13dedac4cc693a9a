import type { DeviceBody } from "~/api/schema";

/** What stands between a miner and its node, and what to do; null where they work together. */
export interface Hindrance {
  readonly title: string;
  readonly means: string;
}

const LOGIN_CODES: readonly string[] = ["device_authentication_needed", "device_authentication_rejected"];

/** Why a miner should be paired, or paired again. */
export function hindranceOf({ pairing, problem }: Pick<DeviceBody, "pairing" | "problem">): Hindrance | null {
  if (pairing === "UNPAIRED") {
    return { title: "Not paired", means: "It was found, but no node may act for it. Pair it to read it in full and to give it commands." };
  }
  if (pairing === "FAILED") return { title: "Pairing failed", means: "The node could not finish. Check that the miner answers, then pair it again." };
  if (pairing === "AUTHENTICATION_NEEDED" || (problem !== null && LOGIN_CODES.includes(problem.code))) {
    return { title: "Its node needs a login", means: "The miner refuses the login that its node has. Give the one that is set on the miner." };
  }
  return null;
}
