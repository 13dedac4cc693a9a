import type { ComponentBody, FaultBody } from "~/api/schema";
import { COMPONENT_STATUSES } from "~/domain/components";
import { SEVERITIES, SEVERITY_ORDER } from "~/domain/severities";
import { ToneBadge } from "~/ui/StatusBadge";

interface Props {
  readonly part: ComponentBody;
  /** Open faults of parts of its kind. */
  readonly faults: readonly FaultBody[];
}

/** A part's health as the miner tells it; where it tells none, its worst open fault speaks. */
export function PartHealth({ part, faults }: Props) {
  const own = faults.filter((fault) => fault.component_slot === part.slot).map((fault) => fault.severity);
  const worst = SEVERITY_ORDER.find((severity) => own.includes(severity));
  if (part.status !== "UNKNOWN" || worst === undefined) return <ToneBadge {...COMPONENT_STATUSES[part.status]} />;
  const look = SEVERITIES[worst];
  return <ToneBadge icon={look.icon} tone={look.tone} label={`${look.label} fault`} title={look.means} />;
}
