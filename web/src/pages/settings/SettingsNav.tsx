import { Link } from "@tanstack/react-router";

import classes from "~/pages/settings/Settings.module.css";
import type { SettingsTab } from "~/pages/settings/tabs";

interface Props {
  readonly tabs: readonly SettingsTab[];
  readonly present: SettingsTab["tab"];
}

/** The parts of the settings. */
export function SettingsNav({ tabs, present }: Props) {
  return (
    <nav aria-label="Settings">
      <ul className={classes.tabs}>
        {tabs.map(({ tab, label }) => (
          <li key={tab}>
            <Link to="/settings" search={{ tab }} className={classes.tab ?? ""} aria-current={tab === present ? "page" : false} activeProps={{}}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
