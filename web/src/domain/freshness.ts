import type { DeviceBody } from "~/api/schema";

/** Whether what is shown is what was, and not what is. */
export function isStale(device: Pick<DeviceBody, "status" | "last_report_ms">): boolean {
  return device.status === "OFFLINE" || device.status === "UNAVAILABLE" || device.last_report_ms === null;
}
