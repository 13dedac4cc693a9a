import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import type { ActivityBody } from "~/api/schema";
import { useFollow, useHear } from "~/live/live";
import type { LogQuery } from "~/pages/activity/filters";
import { logOptions, newer, withNewer } from "~/pages/activity/log";

const WISH = { topics: ["activity"] } as const;
/** So near to the top, new entries are shown at once: nothing moves away under the reader. */
const TOP_PX = 120;

interface News {
  /** How many entries came while the reader was further down. */
  readonly waiting: number;
  /** Put them into the log, and go to the top. */
  readonly show: () => void;
}

/** Keeps the log current: entries that match come to its top as they are told of. */
export function useNews(query: LogQuery): News {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<readonly ActivityBody[]>([]);
  const asking = useRef<"no" | "yes" | "again">("no");
  const held = useRef(waiting);
  const hold = useCallback((entries: readonly ActivityBody[]) => {
    held.current = entries;
    setWaiting(entries);
  }, []);
  const release = useCallback(() => {
    const { queryKey } = logOptions(query);
    client.setQueryData(queryKey, (log) => log && withNewer(log, held.current));
    hold([]);
  }, [client, query, hold]);

  const catchUp = useCallback(async () => {
    if (asking.current !== "no") {
      asking.current = "again";
      return;
    }
    const { queryKey } = logOptions(query);
    do {
      asking.current = "yes";
      const log = client.getQueryData(queryKey);
      if (log === undefined) break;
      const newest = held.current[0]?.id ?? log.pages.flatMap((page) => page.entries)[0]?.id ?? 0;
      const fresh = await newer(query, newest).catch(() => []);
      if (fresh === null) {
        hold([]);
        await client.resetQueries({ queryKey });
      } else if (fresh.length > 0) {
        hold([...fresh, ...held.current]);
        if (window.scrollY < TOP_PX) release();
      }
    } while ((asking.current as string) === "again");
    asking.current = "no";
  }, [client, query, hold, release]);

  useFollow(WISH);
  useHear((message) => {
    if (message.type === "activity" || message.type === "hello") void catchUp();
    if (message.type === "refetch" && message.topics.includes("activity")) void catchUp();
  });
  useEffect(() => {
    void catchUp();
    return () => hold([]);
  }, [catchUp, hold]);

  useEffect(() => {
    if (waiting.length === 0) return undefined;
    const scrolled = (): void => {
      if (window.scrollY < TOP_PX) release();
    };
    window.addEventListener("scroll", scrolled, { passive: true });
    return () => window.removeEventListener("scroll", scrolled);
  }, [waiting.length, release]);

  const show = (): void => {
    release();
    window.scrollTo({ top: 0 });
  };
  return { waiting: waiting.length, show };
}
