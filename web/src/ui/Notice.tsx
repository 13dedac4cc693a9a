import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { StatusLook } from "~/domain/statuses";
import classes from "~/ui/Notice.module.css";

interface Props {
  readonly icon: Icon;
  readonly tone: StatusLook["tone"];
  readonly title: string;
  /** What it means, and what to do. */
  readonly children: ReactNode;
}

/** A standing fact that a person should know, in its tone: icon, words, and what to do. */
export function Notice({ icon: Icon, tone, title, children }: Props) {
  return (
    <div className={classes.notice} data-tone={tone} role="note">
      <Icon size={18} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        <p className={classes.title}>{title}</p>
        {children}
      </div>
    </div>
  );
}
