import { IconBan, IconCircleCheck, IconCircleX, IconPlayerStop, IconRadar, type Icon } from "@tabler/icons-react";

import type { DiscoveryState } from "~/api/schema";
import type { StatusLook } from "~/domain/statuses";

/** How a scan's state is shown: always the icon and the word. */
export const SCAN_STATES: Record<DiscoveryState, { readonly icon: Icon; readonly label: string; readonly tone: StatusLook["tone"] }> = {
  RUNNING: { icon: IconRadar, label: "Scanning", tone: "busy" },
  CANCELLING: { icon: IconPlayerStop, label: "Stopping", tone: "busy" },
  FINISHED: { icon: IconCircleCheck, label: "Finished", tone: "good" },
  CANCELLED: { icon: IconBan, label: "Cancelled", tone: "calm" },
  FAILED: { icon: IconCircleX, label: "Failed", tone: "bad" },
};
