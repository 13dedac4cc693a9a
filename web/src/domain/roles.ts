import type { Permission, Role } from "~/api/schema";

/** Roles from most to least able, and what each is for. */
export const ROLES: Record<Role, { readonly label: string; readonly means: string }> = {
  admin: { label: "Admin", means: "Everything, people and settings too" },
  operator: { label: "Operator", means: "Runs the fleet: commands, pools, firmware, sites" },
  technician: { label: "Technician", means: "Works on miners: commands, pairing, racks" },
  viewer: { label: "Viewer", means: "Looks, and changes nothing" },
};

export const ROLE_ORDER = Object.keys(ROLES) as Role[];

/** What each permission lets somebody do. */
export const PERMISSIONS: Record<Permission, { readonly label: string; readonly means: string }> = {
  read_fleet: { label: "See the fleet", means: "Miners, sites, nodes, tasks, charts, exports" },
  read_activity: { label: "See the activity", means: "Who did what, and its export" },
  command_devices: { label: "Command miners", means: "Reboot, start, stop, power, curtailment, cooling, light, logs" },
  configure_devices: { label: "Configure miners", means: "Pools, firmware, passwords, default logins" },
  pair_devices: { label: "Discover and pair", means: "Scan, pair, unpair, release, forget" },
  place_devices: { label: "Place miners", means: "Names, racks, slots, groups" },
  hold_for_safety: { label: "Hold for safety", means: "Curtailments that others cannot lift" },
  manage_sites: { label: "Manage sites", means: "Sites and buildings" },
  manage_access: { label: "Manage access", means: "Users, roles, API keys" },
  manage_settings: { label: "Manage settings", means: "Nodes, retention, timing" },
};
