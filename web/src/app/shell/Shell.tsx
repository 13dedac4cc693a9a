import { ActionIcon, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMenu2 } from "@tabler/icons-react";
import { Outlet } from "@tanstack/react-router";

import { SessionEnded } from "~/app/shell/SessionEnded";
import { LinkBanner } from "~/app/shell/LinkBanner";
import { NavItems } from "~/app/shell/NavItems";
import { SiteSwitcher } from "~/app/shell/SiteSwitcher";
import classes from "~/app/shell/Shell.module.css";
import { UserMenu } from "~/app/shell/UserMenu";
import { TaskTray } from "~/features/tasks/TaskTray";
import { useLink } from "~/live/live";
import { Keyboard } from "~/app/shell/Keyboard";

/** What surrounds every page: navigation, site, search, tasks, the state of the link. */
export function Shell() {
  const link = useLink();
  const [menuOpen, menu] = useDisclosure(false);
  return (
    <div className={classes.shell} data-link={link.link}>
      <a className="skip-link" href="#main">
        To the content
      </a>
      <nav className={classes.nav} aria-label="Main">
        <NavItems />
      </nav>
      <header className={classes.header}>
        <ActionIcon className={classes.burger ?? ""} variant="subtle" color="gray" size="lg" aria-label="Menu" onClick={menu.open}>
          <IconMenu2 />
        </ActionIcon>
        <SiteSwitcher />
        <div className={classes.spacer} />
        <Keyboard />
        <TaskTray />
        <UserMenu />
      </header>
      <main className={classes.main} id="main" tabIndex={-1}>
        <LinkBanner />
        <Outlet />
      </main>
      <Drawer opened={menuOpen} onClose={menu.close} size="xs" title="Menu">
        <nav aria-label="Main" onClick={menu.close}>
          <NavItems />
        </nav>
      </Drawer>
      <SessionEnded />
    </div>
  );
}
