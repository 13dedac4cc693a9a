import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { NodeBody } from "~/api/schema";

export type NodeAct = "revoke" | "rotate-api-key" | "settle-clone";

/** An act on whether a node is let in. */
export function useNodeAct({ id }: Pick<NodeBody, "id">, act: NodeAct) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST(`/nodes/{node_id}/${act}`, { params: { path: { node_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: [KEYS.nodes] }),
  });
}
