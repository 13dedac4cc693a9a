import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";

import type { BatchBody } from "~/api/schema";
import { meQuery } from "~/app/session";
import { openTasksQuery, taskQuery } from "~/features/tasks/queries";
import { useTaskPatches } from "~/features/tasks/useTaskPatches";
import { dismissed, seen, settled } from "~/features/tasks/watched";
import { useWatched, watchingOf } from "~/features/tasks/watching";
import { isMine } from "~/features/tasks/words";

/** What the tray shows. */
export interface Tray {
  readonly open: readonly BatchBody[];
  readonly ended: readonly BatchBody[];
  readonly dismiss: (ids: readonly string[]) => void;
}

/** A task that ran and ended between two messages is still worth a word to whoever gave it. */
const RECENT_MS = 600_000;

/** Tasks that run and those that ended, until dismissed. `onEnd` is told of each end once in this browser. */
export function useTray(now: () => number, onEnd: (batch: BatchBody, isMine: boolean) => void): Tray {
  const { data: me } = useQuery(meQuery);
  const watching = watchingOf(me?.user_id == null ? "nobody" : String(me.user_id));
  const watched = useWatched(watching);
  const { data: open = NO_TASKS } = useQuery(openTasksQuery);

  useTaskPatches((batches) => {
    const mine = batches.filter((batch) => isMine(batch, me) && now() - batch.created_at_ms < RECENT_MS);
    watching.change((was) => seen(was, mine.map((batch) => batch.id)));
  });
  useEffect(() => {
    watching.change((was) => seen(was, open.map((batch) => batch.id)));
  }, [watching, open]);

  const openIds = new Set(open.map((batch) => batch.id));
  const gone = watched.open.filter((id) => !openIds.has(id));
  const looked = useQueries({ queries: gone.map((id) => taskQuery(id)) });
  const over = looked.flatMap(({ data }) => (data?.finished ? [data] : []));
  const lost = gone.filter((_, index) => looked[index]?.isError);
  useEffect(() => {
    for (const batch of over) if (watching.change((was) => settled(was, batch.id))) onEnd(batch, isMine(batch, me));
    if (lost.length > 0) watching.change((was) => dismissed(was, lost));
  });

  const ended = useQueries({ queries: watched.ended.map((id) => taskQuery(id)) }).flatMap(({ data }) => (data ? [data] : []));
  const dismiss = useCallback((ids: readonly string[]) => void watching.change((was) => dismissed(was, ids)), [watching]);
  return { open, ended, dismiss };
}

const NO_TASKS: readonly BatchBody[] = [];
