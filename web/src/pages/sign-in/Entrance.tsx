import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { bootstrapQuery } from "~/app/session";
import mark from "~/icon.svg";
import classes from "~/pages/sign-in/Entrance.module.css";
import { Page } from "~/ui/Page";

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** What surrounds the pages before sign-in: the mark, one card, and what is running here. */
export function Entrance({ title, children }: Props) {
  const { data: bootstrap } = useQuery(bootstrapQuery);
  return (
    <div className={classes.page}>
      <div className={classes.brand}>
        <img src={mark} alt="" width={32} height={32} />
        Headframe
      </div>
      <main className={classes.card}>
        <Page title={title}>{children}</Page>
      </main>
      <footer className={classes.foot}>{bootstrap ? `Version ${bootstrap.version} · ${bootstrap.mode}` : "\u00a0"}</footer>
    </div>
  );
}
