import { queryOptions } from "@tanstack/react-query";

import { answer } from "~/api/client";
import { local } from "~/api/local";
import { KEYS } from "~/api/queries";
import type { LocalStandingBody } from "~/api/schema-node";

const LOOK_MS = 3_000;

/** How the node that serves this page stands with its server. */
export const localStandingQuery = queryOptions({
  queryKey: [KEYS.local],
  queryFn: (): Promise<LocalStandingBody> => answer(local.GET("/local")),
  refetchInterval: LOOK_MS,
});

/** What waits to be taken by the server, in words; null where nothing does. */
export function waitingWords({ acts_waiting: acts, spool_rows: rows }: Pick<LocalStandingBody, "acts_waiting" | "spool_rows">): string | null {
  const parts = [...(acts > 0 ? [`${plain(acts)} ${acts === 1 ? "act" : "acts"} on site`] : []), ...(rows > 0 ? [`${plain(rows)} rows of measurements and events`] : [])];
  return parts.length === 0 ? null : parts.join(" and ");
}

function plain(value: number): string {
  return value.toLocaleString("en-US");
}
