import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { usePreferences } from "~/app/preferences";
import { sitesQuery, useScope } from "~/app/scope";
import { showTimesIn } from "~/units/time";

/** Let all times be shown by the clock that the reader chose. */
export function useShownClock(): void {
  const { clock } = usePreferences();
  const { site } = useScope();
  const { data: sites } = useQuery({ ...sitesQuery, enabled: clock === "site" });
  const zones = new Set((site ? [site] : (sites ?? [])).map((each) => each.time_zone));
  const zone = clock === "site" && zones.size === 1 ? [...zones][0] : undefined;
  useEffect(() => showTimesIn(zone), [zone]);
}
