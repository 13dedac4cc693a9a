import {
  IconBoltOff,
  IconBuildingWarehouse,
  IconCpu,
  IconHistory,
  IconLayoutDashboard,
  IconListCheck,
  IconRadar,
  IconServer,
  IconSettings,
  type Icon,
} from "@tabler/icons-react";

import type { Mode } from "~/app/mode";

/** One entry of the main navigation; `key` is the letter after `g`. */
export interface Destination {
  readonly to: string;
  readonly label: string;
  readonly icon: Icon;
  readonly key: string;
  readonly modes: readonly Mode[];
}

const EVERYWHERE: readonly Mode[] = ["server", "combined", "node"];
const FLEET: readonly Mode[] = ["server", "combined"];
const ON_SITE: readonly Mode[] = ["node"];

const DESTINATIONS: readonly Destination[] = [
  { to: "/", label: "Overview", icon: IconLayoutDashboard, key: "o", modes: FLEET },
  { to: "/miners", label: "Miners", icon: IconCpu, key: "m", modes: EVERYWHERE },
  { to: "/curtail", label: "Curtail", icon: IconBoltOff, key: "c", modes: ON_SITE },
  { to: "/sites", label: "Sites", icon: IconBuildingWarehouse, key: "s", modes: FLEET },
  { to: "/discover", label: "Discover", icon: IconRadar, key: "d", modes: FLEET },
  { to: "/tasks", label: "Tasks", icon: IconListCheck, key: "t", modes: EVERYWHERE },
  { to: "/activity", label: "Activity", icon: IconHistory, key: "a", modes: EVERYWHERE },
  { to: "/nodes", label: "Nodes", icon: IconServer, key: "n", modes: FLEET },
  { to: "/settings", label: "Settings", icon: IconSettings, key: ",", modes: FLEET },
];

/** Where one can go, by what serves the page. */
export function destinations(mode: string): readonly Destination[] {
  return DESTINATIONS.filter((each) => each.modes.includes(mode as Mode));
}

/** Whether a page is there at all, by what serves it. */
export function isServed(mode: string, path: string): boolean {
  const page = DESTINATIONS.find(({ to }) => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`)));
  return page === undefined || page.modes.includes(mode as Mode);
}

/** Where one arrives. */
export function home(mode: string): string {
  return DESTINATIONS.find((each) => each.modes.includes(mode as Mode))?.to ?? "/";
}
