import type { InfiniteData } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { KEYS, queryClient } from "~/api/queries";
import type { BatchBody, BatchList, LiveServerMessage } from "~/api/schema";
import { patched, patchedPages } from "~/features/tasks/patches";
import { commandsKey, openTasksQuery, taskPagesQuery, taskQuery } from "~/features/tasks/queries";
import { useFollow, useHear } from "~/live/live";

const WISH = { topics: ["batches"] } as const;

/** A task's list of commands is read again at most this often, however fast its counts move. */
const COMMANDS_AGAIN_MS = 1_500;

/** Keep everything that is known of tasks as the live messages tell it. Mounted once, for the whole page. */
export function useTaskPatches(onTold: (batches: readonly BatchBody[]) => void): void {
  const readAgain = useReadAgain();
  useFollow(WISH);
  useHear((message: LiveServerMessage) => {
    if (message.type === "batches") {
      patch(message.batches);
      message.batches.forEach((batch) => readAgain(batch.id));
      onTold(message.batches);
    } else if (message.type === "refetch" && message.topics.includes("batches")) {
      void queryClient.invalidateQueries({ queryKey: [KEYS.tasks] });
      void queryClient.invalidateQueries({ queryKey: [KEYS.task] });
    }
  });
}

function patch(batches: readonly BatchBody[]): void {
  for (const batch of batches) queryClient.setQueryData(taskQuery(batch.id).queryKey, batch);
  queryClient.setQueryData(openTasksQuery.queryKey, (old: BatchBody[] | undefined) => old && patched(old, batches, true));
  for (const openOnly of [true, false]) {
    queryClient.setQueryData(
      taskPagesQuery(openOnly).queryKey,
      (old: InfiniteData<BatchList> | undefined) => old && patchedPages(old, batches, openOnly),
    );
  }
}

/** Reads windows that are on the page again, soon but not too often, and never cancels a read that is under way. */
function useReadAgain(): (id: string) => void {
  const waiting = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const timers = waiting.current;
    return () => timers.forEach((timer) => clearTimeout(timer));
  }, []);
  return (id) => {
    if (waiting.current.has(id)) return;
    const timer = setTimeout(() => {
      waiting.current.delete(id);
      void queryClient.invalidateQueries({ queryKey: commandsKey(id) }, { cancelRefetch: false });
    }, COMMANDS_AGAIN_MS);
    waiting.current.set(id, timer);
  };
}
