import { IconAlertOctagon, IconAlertTriangle, IconInfoCircle, type Icon } from "@tabler/icons-react";

import type { Severity } from "~/api/schema";
import type { StatusLook } from "~/domain/statuses";

/** How a fault's severity is shown: always the icon and the word, never the colour alone. */
export interface SeverityLook {
  readonly label: string;
  readonly icon: Icon;
  readonly tone: StatusLook["tone"];
  readonly means: string;
}

/** The worst first. */
export const SEVERITIES: Record<Severity, SeverityLook> = {
  CRITICAL: { label: "Critical", icon: IconAlertOctagon, tone: "bad", means: "It stops the miner, or makes it unsafe." },
  MAJOR: { label: "Major", icon: IconAlertTriangle, tone: "warn", means: "The miner hashes less than it should, or soon will." },
  MINOR: { label: "Minor", icon: IconAlertTriangle, tone: "calm", means: "It does not hinder the miner now." },
  INFO: { label: "Info", icon: IconInfoCircle, tone: "unknown", means: "Good to know." },
};

export const SEVERITY_ORDER = Object.keys(SEVERITIES) as Severity[];
