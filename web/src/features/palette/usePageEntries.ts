import { useSuspenseQuery } from "@tanstack/react-query";
import { IconAdjustments, IconDeviceDesktop, IconKeyboard, IconMoon, IconSun } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";

import { destinations } from "~/app/navigation";
import { prefer } from "~/app/preferences";
import { bootstrapQuery, useCan } from "~/app/session";
import type { Entry, EntryGroup } from "~/features/palette/entries";
import { openKeyHelp } from "~/features/palette/opening";
import { allowedTabs } from "~/pages/settings/tabs";

const SCHEMES = [
  { scheme: "light", label: "Light appearance", icon: IconSun },
  { scheme: "dark", label: "Dark appearance", icon: IconMoon },
  { scheme: "auto", label: "Appearance as the system", icon: IconDeviceDesktop },
] as const;

/** What is the same for everybody: pages, tabs of the settings, small acts. */
export function usePageEntries(): readonly EntryGroup[] {
  const { data: bootstrap } = useSuspenseQuery(bootstrapQuery);
  const navigate = useNavigate();
  const can = useCan();
  const pages = destinations(bootstrap.mode).map(
    ({ to, label, icon }): Entry => ({ id: to, label, icon, act: () => void navigate({ to }) }),
  );
  const tabs = allowedTabs(can).map(
    ({ tab, label }): Entry => ({
      id: `settings ${tab}`,
      label,
      detail: "Settings",
      icon: IconAdjustments,
      act: () => void navigate({ to: "/settings", search: { tab } }),
    }),
  );
  const acts = SCHEMES.map(({ scheme, label, icon }): Entry => ({ id: scheme, label, icon, act: () => prefer({ scheme }) }));
  return [
    { title: "Pages", entries: pages },
    { title: "Settings", entries: tabs },
    { title: "Acts", entries: [...acts, { id: "keys", label: "Show all keys", icon: IconKeyboard, act: openKeyHelp }] },
  ];
}
