import type { DeviceBody, PairingStatus } from "~/api/schema";

/** Whether what is shown is what was, and not what is. */
export function isStale(device: DeviceBody): boolean {
  return device.status === "OFFLINE" || device.status === "UNAVAILABLE" || device.last_report_ms === null;
}

/** Pairings under which its node cannot work with a miner. */
export function needsPairing(pairing: PairingStatus): boolean {
  return pairing === "UNPAIRED" || pairing === "AUTHENTICATION_NEEDED" || pairing === "FAILED";
}
