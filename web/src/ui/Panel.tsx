import { useId, type ReactNode } from "react";

import classes from "~/ui/Panel.module.css";

interface Props {
  readonly title?: ReactNode;
  /** Controls at the right of the title. */
  readonly actions?: ReactNode;
  /** Let the content touch the edges: for tables and charts. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled surface: the one box that pages are made of. */
export function Panel({ title, actions, flush = false, children }: Props) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div className={classes.head}>
          <h2 className={classes.title} id={id}>
            {title}
          </h2>
          {actions}
        </div>
      )}
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
