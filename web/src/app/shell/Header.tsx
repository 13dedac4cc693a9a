import { LinkStatus } from "~/app/shell/LinkStatus";
import { PhoneMenu } from "~/app/shell/PhoneMenu";
import { SearchButton } from "~/app/shell/SearchButton";
import classes from "~/app/shell/Shell.module.css";
import { SiteSwitcher } from "~/app/shell/SiteSwitcher";
import { UserMenu } from "~/app/shell/UserMenu";
import { TaskTray } from "~/features/tasks/TaskTray";

/** The bar over every page. */
export function Header() {
  return (
    <header className={classes.header}>
      <PhoneMenu />
      <SiteSwitcher />
      <div className={classes.spacer} />
      <SearchButton />
      <LinkStatus />
      <TaskTray />
      <UserMenu />
    </header>
  );
}
