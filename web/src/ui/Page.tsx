import { useEffect, type ReactNode } from "react";

import classes from "~/ui/Page.module.css";

interface Props {
  readonly title: string;
  /** Stands in the place of the title: where it is changed, say. */
  readonly heading?: ReactNode;
  /** A word beside the title: a count, a place. */
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its one heading, its actions, and its name in the browser's tab. */
export function Page({ title, heading, aside, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Headframe`;
  }, [title]);
  return (
    <>
      <header className={classes.head}>
        {heading ?? <h1 className={classes.title}>{title}</h1>}
        <div className={classes.aside}>{aside}</div>
        {actions}
      </header>
      {children}
    </>
  );
}
