import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { GroupBody } from "~/api/schema";
import { ofFleet } from "~/app/mode";

/** All groups with their sizes, by name. */
export const groupsQuery = queryOptions({
  queryKey: [KEYS.groups],
  queryFn: ofFleet((): Promise<GroupBody[]> => answer(api.GET("/groups"))),
});
