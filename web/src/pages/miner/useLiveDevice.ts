import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import type { LiveServerMessage } from "~/api/schema";
import { useFollow, useHear } from "~/live/live";
import type { Wish } from "~/live/socket";
import { useSoon } from "~/live/useSoon";
import { deviceCommandsQuery, deviceQuery } from "~/pages/miner/queries";

/** How long after a change the parts of a miner, which no live message brings, are asked for. */
const DETAIL_AFTER_MS = 2_000;
const COMMANDS_AFTER_MS = 1_000;

/** Keep one miner as the live messages tell it: its row at once, the rest soon after. */
export function useLiveDevice(id: number): void {
  const client = useQueryClient();
  const wish = useMemo((): Wish => ({ topics: ["batches", "devices"], ids: [id] }), [id]);
  const { queryKey } = deviceQuery(id);
  const readDetail = useSoon(() => void client.invalidateQueries({ queryKey, exact: true }), DETAIL_AFTER_MS);
  const readCommands = useSoon(() => void client.invalidateQueries({ queryKey: deviceCommandsQuery(id).queryKey }), COMMANDS_AFTER_MS);
  useFollow(wish);
  useHear((message: LiveServerMessage) => {
    if (message.type === "batches") readCommands();
    else if (message.type === "refetch") {
      readDetail();
      readCommands();
    } else if (message.type === "devices") {
      const device = message.devices.find((each) => each.id === id);
      if (device === undefined) return;
      client.setQueryData(queryKey, (old) => old && { ...old, device, now_ms: message.now_ms });
      readDetail();
    }
  });
}
