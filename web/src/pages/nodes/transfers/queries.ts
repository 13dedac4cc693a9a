import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { LoginInput, TransferPreviewBody } from "~/api/schema";
import { useRefreshed } from "~/features/pairing/useRefreshed";

/** Which miners of a node are to go where. */
export interface Move {
  readonly fromNodeId: number;
  readonly toNodeId: number;
  readonly filter: string;
}

/** What a move would do now. */
export function movePreviewQuery({ fromNodeId, toNodeId, filter }: Move) {
  return queryOptions({
    queryKey: [KEYS.nodes, "move", fromNodeId, toNodeId, filter],
    queryFn: (): Promise<TransferPreviewBody> =>
      answer(
        api.POST("/nodes/{node_id}/transfer/preview", {
          params: { path: { node_id: fromNodeId } },
          body: { selector: { filter }, to_node_id: toNodeId },
        }),
      ),
    retry: false,
  });
}

interface Wish extends Move {
  readonly count: number;
  readonly logins: readonly LoginInput[];
  readonly tryDefaults: boolean;
}

/** Begin a move. */
export function useMove() {
  const refreshed = useRefreshed();
  return useMutation({
    mutationFn: (wish: Wish) =>
      answer(
        api.POST("/nodes/{node_id}/transfer", {
          params: { path: { node_id: wish.fromNodeId } },
          body: {
            selector: { filter: wish.filter },
            to_node_id: wish.toNodeId,
            expected_count: wish.count,
            credentials: [...wish.logins],
            try_defaults: wish.tryDefaults,
          },
        }),
      ),
    onSuccess: refreshed,
    gcTime: 0, // the wish holds passwords
  });
}

/** Leave what has not gone yet with its node. */
export function useKeep(nodeId: number) {
  const refreshed = useRefreshed();
  return useMutation({
    mutationFn: () => answer(api.POST("/nodes/{node_id}/transfer/cancel", { params: { path: { node_id: nodeId } } })),
    onSuccess: refreshed,
  });
}

/** Vouch that a node's host is off. */
export function useVouchOff(nodeId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      answer(api.POST("/nodes/{node_id}/transfer/host-off", { params: { path: { node_id: nodeId } }, body: { reason } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [KEYS.nodes] }),
  });
}
