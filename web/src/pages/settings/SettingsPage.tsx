import { useSearch } from "@tanstack/react-router";
import type { ComponentType } from "react";

import { useCan } from "~/app/session";
import { AboutTab } from "~/pages/settings/about/AboutTab";
import { AccountTab } from "~/pages/settings/account/AccountTab";
import { AppearanceTab } from "~/pages/settings/appearance/AppearanceTab";
import { ApiKeysTab } from "~/pages/settings/keys/ApiKeysTab";
import { DefaultLoginsTab } from "~/pages/settings/logins/DefaultLoginsTab";
import { RetentionTab } from "~/pages/settings/retention/RetentionTab";
import { RolesTab } from "~/pages/settings/roles/RolesTab";
import classes from "~/pages/settings/Settings.module.css";
import { SettingsNav } from "~/pages/settings/SettingsNav";
import { allowedTabs, type SettingsTab } from "~/pages/settings/tabs";
import { UsersTab } from "~/pages/settings/users/UsersTab";
import { Page } from "~/ui/Page";

const TABS: Record<SettingsTab["tab"], ComponentType> = {
  account: AccountTab,
  appearance: AppearanceTab,
  users: UsersTab,
  roles: RolesTab,
  "api-keys": ApiKeysTab,
  "default-logins": DefaultLoginsTab,
  retention: RetentionTab,
  about: AboutTab,
};

/** Settings: one's own, and for those who may, the installation's. */
export function SettingsPage() {
  const { tab } = useSearch({ from: "/inside/settings" });
  const allowed = allowedTabs(useCan());
  const present = allowed.find((each) => each.tab === tab)?.tab ?? "account";
  const Tab = TABS[present];
  return (
    <Page title="Settings">
      <div className={classes.columns}>
        <SettingsNav tabs={allowed} present={present} />
        <div className={classes.content}>
          <Tab />
        </div>
      </div>
    </Page>
  );
}
