import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { EnrollmentBody, TransferBody } from "~/api/schema";

/** Nodes that ask to be let in, and those that were decided lately, newest first. */
export const enrollmentsQuery = queryOptions({
  queryKey: [KEYS.nodes, "enrollments"],
  queryFn: (): Promise<EnrollmentBody[]> => answer(api.GET("/enrollments")),
});

/** Miners that leave a node for another, and have not been let go yet. */
export const transfersQuery = queryOptions({
  queryKey: [KEYS.nodes, "transfers"],
  queryFn: (): Promise<TransferBody[]> => answer(api.GET("/transfers")),
});
