import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { Choice, ConflictWindow, DecidedBody } from "~/api/schema";

/** How many conflicts one panel shows; the rest is counted. */
export const SHOWN = 20;

/** Conflicts that wait for a decision, newest first. */
export const openConflictsQuery = queryOptions({
  queryKey: [KEYS.conflicts],
  queryFn: (): Promise<ConflictWindow> => answer(api.GET("/conflicts", { params: { query: { state: "OPEN", limit: SHOWN } } })),
});

/** Decide one conflict, once and for all. */
export function useDecide(conflictId: string, deviceId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (choice: Choice): Promise<DecidedBody> =>
      answer(api.POST("/conflicts/{conflict_id}/resolve", { params: { path: { conflict_id: conflictId } }, body: { choice } })),
    onSettled: () => {
      const stale = [[KEYS.conflicts], [KEYS.device, deviceId], [KEYS.activity], [KEYS.batches], [KEYS.tasks]];
      for (const queryKey of stale) void queries.invalidateQueries({ queryKey });
    },
  });
}
