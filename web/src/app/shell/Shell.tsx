import { Outlet } from "@tanstack/react-router";
import { useRef } from "react";

import { isOnNode } from "~/app/mode";
import { Arrival } from "~/app/shell/Arrival";
import { Brand } from "~/app/shell/Brand";
import { Header } from "~/app/shell/Header";
import { Keyboard } from "~/app/shell/Keyboard";
import { LinkBanner } from "~/app/shell/LinkBanner";
import { LocalBanner } from "~/app/shell/LocalBanner";
import { NavItems } from "~/app/shell/NavItems";
import { SessionEnded } from "~/app/shell/SessionEnded";
import classes from "~/app/shell/Shell.module.css";
import { UpdateBanner } from "~/app/shell/UpdateBanner";
import { usePagesAhead } from "~/app/shell/usePagesAhead";
import { useShownClock } from "~/app/useShownClock";
import { PaletteHost } from "~/features/palette/PaletteHost";
import { useLink } from "~/live/live";

/** What surrounds every page: navigation, site, search, tasks, the state of the link. */
export function Shell() {
  const { link } = useLink();
  const main = useRef<HTMLElement>(null);
  useShownClock();
  usePagesAhead();
  return (
    <div className={classes.shell} data-link={link}>
      <a className="skip-link" href="#main" onClick={() => main.current?.focus()}>
        To the content
      </a>
      <nav className={classes.rail} aria-label="Main">
        <Brand />
        <NavItems />
      </nav>
      <div className={classes.top}>
        <Header />
        {isOnNode() && <LocalBanner />}
        <LinkBanner />
        <UpdateBanner />
      </div>
      <main className={classes.main} id="main" tabIndex={-1} ref={main}>
        <Outlet />
      </main>
      <Arrival main={main} />
      <Keyboard />
      <PaletteHost />
      <SessionEnded />
    </div>
  );
}
