import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconBolt,
  IconBoltOff,
  IconCloudOff,
  IconDownload,
  IconMoon,
  IconPlugOff,
  IconRefresh,
  IconTool,
  type Icon,
} from "@tabler/icons-react";

import type { DeviceStatus } from "~/api/schema";

/** How a device status is shown: always the icon and the word, never the colour alone. */
export interface StatusLook {
  readonly label: string;
  readonly icon: Icon;
  /** Name of a CSS variable group in `theme.css`: `--status-<tone>`. */
  readonly tone: "good" | "warn" | "bad" | "calm" | "unknown" | "busy";
  readonly means: string;
}

/** In the order of need, as the server sorts them. */
export const STATUSES: Record<DeviceStatus, StatusLook> = {
  ERROR: { label: "Error", icon: IconAlertOctagon, tone: "bad", means: "A critical fault stops it or makes it unsafe." },
  OFFLINE: { label: "Offline", icon: IconPlugOff, tone: "bad", means: "It does not answer its node." },
  UNAVAILABLE: { label: "Unavailable", icon: IconCloudOff, tone: "unknown", means: "Its node is out of contact: nothing is known of it now." },
  NEEDS_POOL: { label: "Needs pool", icon: IconTool, tone: "warn", means: "No pool takes its work." },
  DEGRADED: { label: "Degraded", icon: IconAlertTriangle, tone: "warn", means: "It hashes, with less than it should or with a broken part." },
  UPDATING: { label: "Updating", icon: IconDownload, tone: "busy", means: "Its firmware is being replaced." },
  REBOOTING: { label: "Rebooting", icon: IconRefresh, tone: "busy", means: "It was told to start again." },
  CURTAILED: { label: "Curtailed", icon: IconBoltOff, tone: "calm", means: "Its power is reduced on demand." },
  IDLE: { label: "Idle", icon: IconMoon, tone: "calm", means: "It sleeps: it was told to stop." },
  HASHING: { label: "Hashing", icon: IconBolt, tone: "good", means: "It works as it should." },
};

export const STATUS_ORDER = Object.keys(STATUSES) as DeviceStatus[];

/** Statuses that ask for a person, the most urgent first. */
export const NEEDS_ATTENTION: readonly DeviceStatus[] = ["ERROR", "OFFLINE", "UNAVAILABLE", "NEEDS_POOL", "DEGRADED"];
