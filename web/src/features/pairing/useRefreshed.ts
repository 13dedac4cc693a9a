import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { KEYS } from "~/api/queries";

/** Have everything that shows pairing read again: lists of miners, their sums and facets, nodes. */
export function useRefreshed(): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    for (const key of [KEYS.devices, KEYS.device, KEYS.summary, KEYS.facet, KEYS.nodes]) {
      void client.invalidateQueries({ queryKey: [key] });
    }
  }, [client]);
}
