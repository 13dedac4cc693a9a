import type { ReactNode } from "react";

import classes from "~/pages/miner/MinerFacts.module.css";

interface Props {
  readonly name: string;
  readonly children: ReactNode;
}

/** One line of a list of facts. */
export function Fact({ name, children }: Props) {
  return (
    <div className={classes.fact}>
      <dt className={classes.name}>{name}</dt>
      <dd className={classes.value}>{children}</dd>
    </div>
  );
}
