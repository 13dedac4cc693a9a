import { IconCircleCheck, IconCircleX, IconHourglass, type Icon } from "@tabler/icons-react";

import type { EnrollmentBody, EnrollmentState } from "~/api/schema";
import type { StatusLook } from "~/domain/statuses";
import { ApproveForm } from "~/pages/nodes/enrolling/ApproveForm";
import classes from "~/pages/nodes/enrolling/Enrolling.module.css";
import { Age } from "~/ui/Age";
import { ToneBadge } from "~/ui/StatusBadge";
import { UNKNOWN } from "~/units/format";

interface Look {
  readonly icon: Icon;
  readonly tone: StatusLook["tone"];
  readonly label: string;
  readonly next: string;
}

const LOOKS: Record<EnrollmentState, Look> = {
  PENDING: { icon: IconHourglass, tone: "warn", label: "Waits for its words", next: "" },
  CONFIRMED: { icon: IconHourglass, tone: "busy", label: "Approved", next: "Its host fetches its key by itself within seconds. Then start it there: headframe node run" },
  ENROLLED: { icon: IconCircleCheck, tone: "good", label: "Enrolled", next: "It has been in contact, and stands among the nodes." },
  REJECTED: { icon: IconCircleX, tone: "bad", label: "Turned away", next: "It was told. It may come again with another code." },
  EXPIRED: { icon: IconCircleX, tone: "unknown", label: "Expired", next: "Nobody decided in time. Begin anew with another code." },
};

/** One node that asks: who it says it is, and what an admin does about it. */
export function Asking({ enrollment }: { readonly enrollment: EnrollmentBody }) {
  const look = LOOKS[enrollment.state];
  return (
    <article className={classes.asking} aria-label={`Node ${enrollment.node_name}`}>
      <p className={classes.about}>
        <span className={classes.name}>{enrollment.node_name}</span>
        <ToneBadge icon={look.icon} tone={look.tone} label={look.label} />
        <span className={classes.dim}>
          {enrollment.replaces === null ? "a new host, asked " : "asks for new keys, asked "}
          <Age atMs={enrollment.created_at_ms} />
          {` · version ${enrollment.software_version || UNKNOWN} · reached ${enrollment.server_url}`}
        </span>
      </p>
      {enrollment.state === "PENDING" ? <ApproveForm enrollment={enrollment} /> : <p className={classes.dim}>{look.next}</p>}
    </article>
  );
}
