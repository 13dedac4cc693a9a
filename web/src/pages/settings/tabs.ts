import type { Permission } from "~/api/schema";

/** One part of the settings, and what a role needs to be shown it. */
export interface SettingsTab {
  readonly tab: "account" | "appearance" | "users" | "roles" | "api-keys" | "default-logins" | "retention" | "about";
  readonly label: string;
  readonly needs?: Permission;
}

const TABS: readonly SettingsTab[] = [
  { tab: "account", label: "Your account" },
  { tab: "appearance", label: "Appearance" },
  { tab: "users", label: "Users", needs: "manage_access" },
  { tab: "roles", label: "Roles", needs: "manage_access" },
  { tab: "api-keys", label: "API keys", needs: "manage_access" },
  { tab: "default-logins", label: "Default logins", needs: "pair_devices" },
  { tab: "retention", label: "Retention and timing", needs: "manage_settings" },
  { tab: "about", label: "About", needs: "command_devices" },
];

/** The parts that the signed-in person has a use for. */
export function allowedTabs(can: (permission: Permission) => boolean): readonly SettingsTab[] {
  return TABS.filter(({ needs }) => needs === undefined || can(needs));
}
