import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS, queryClient } from "~/api/queries";
import type { AwaitingList, BatchBody, BatchList, CommandState, CommandWindow } from "~/api/schema";

/** Most open tasks that are followed by name; those beyond are on the page of tasks. */
const MAX_OPEN = 200;
const PAGE = 50;
/** A message that came before an older answer was taken leaves the older answer standing until then. */
const LOOK_AGAIN_MS = 20_000;
/** Commands of one window of a task's list. */
export const WINDOW = 100;

/** Tasks without all their outcomes, newest first. */
export const openTasksQuery = queryOptions({
  queryKey: [KEYS.tasks, "open"],
  queryFn: async (): Promise<BatchBody[]> => {
    const found = await answer(api.GET("/batches", { params: { query: { open_only: true, limit: MAX_OPEN } } }));
    return found.batches;
  },
  refetchInterval: LOOK_AGAIN_MS,
});

/** All tasks, newest first, page by page. */
export function taskPagesQuery(openOnly: boolean) {
  return infiniteQueryOptions({
    queryKey: [KEYS.tasks, "pages", openOnly],
    queryFn: ({ pageParam }): Promise<BatchList> =>
      answer(api.GET("/batches", { params: { query: { open_only: openOnly, limit: PAGE, before_ms: pageParam } } })),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next_before_ms,
  });
}

/** One task with its counts. What has ended never changes. */
export function taskQuery(id: string) {
  const queryKey = [KEYS.task, id];
  return queryOptions({
    queryKey,
    queryFn: async (): Promise<BatchBody> => {
      const found = await answer(api.GET("/batches/{batch_id}", { params: { path: { batch_id: id } } }));
      const had = queryClient.getQueryData<BatchBody>(queryKey);
      return had?.finished ? had : found;
    },
    staleTime: (query) => (query.state.data?.finished ? Infinity : 5_000),
    refetchInterval: (query) => (query.state.data?.finished ? false : LOOK_AGAIN_MS),
  });
}

/** What waits for an admin's signature, and whose that may be. */
export const awaitingQuery = queryOptions({
  queryKey: [KEYS.awaiting],
  queryFn: (): Promise<AwaitingList> => answer(api.GET("/commands/awaiting-signature")),
});

/** First parts of the keys of all windows of a task's commands. */
export function commandsKey(id: string): readonly string[] {
  return [KEYS.task, id, "commands"];
}

/** One window of a task's commands, failed ones first. No states: all. */
export function commandsQuery(id: string, states: readonly CommandState[], page: number) {
  return queryOptions({
    queryKey: [...commandsKey(id), states, page],
    queryFn: (): Promise<CommandWindow> =>
      answer(
        api.GET("/batches/{batch_id}/commands", {
          params: { path: { batch_id: id }, query: { state: [...states], offset: page * WINDOW, limit: WINDOW } },
        }),
      ),
  });
}
