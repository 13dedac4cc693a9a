import { queryClient } from "~/api/queries";
import { bootstrapQuery } from "~/app/session";

/** What serves this build: the server, both halves in one process, or a node's own local UI. */
export type Mode = "server" | "combined" | "node";

/** Whether a node itself serves the page. Known before any page behind the sign-in is shown. */
export function isOnNode(): boolean {
  return queryClient.getQueryData(bootstrapQuery.queryKey)?.mode === "node";
}

/** Ask for what a server alone keeps; a node has none of it. */
export function ofFleet<T>(ask: () => Promise<T[]>): () => Promise<T[]> {
  return () => (isOnNode() ? Promise.resolve([]) : ask());
}
