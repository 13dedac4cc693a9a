import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { GroupBody } from "~/api/schema";

/** All groups with their sizes, by name. */
export const groupsQuery = queryOptions({
  queryKey: [KEYS.groups],
  queryFn: (): Promise<GroupBody[]> => answer(api.GET("/groups")),
});
