import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { NodeBody } from "~/api/schema";

/** All fleet nodes with their plugins, by name. */
export const nodesQuery = queryOptions({
  queryKey: [KEYS.nodes],
  queryFn: (): Promise<NodeBody[]> => answer(api.GET("/nodes")),
});
