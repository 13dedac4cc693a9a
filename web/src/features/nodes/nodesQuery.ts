import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { NodeBody } from "~/api/schema";
import { ofFleet } from "~/app/mode";

/** All fleet nodes with their plugins, by name. */
export const nodesQuery = queryOptions({
  queryKey: [KEYS.nodes],
  queryFn: ofFleet((): Promise<NodeBody[]> => answer(api.GET("/nodes"))),
});
