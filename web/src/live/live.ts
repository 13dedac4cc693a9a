import { useEffect, useRef, useSyncExternalStore } from "react";

import { KEYS, queryClient } from "~/api/queries";
import type { LiveServerMessage } from "~/api/schema";
import { browser } from "~/live/browser";
import { learnServerTime } from "~/live/clock";
import { LiveSocket, type LinkState, type Topic, type Wish } from "~/live/socket";

let onDoubt: () => void = () => undefined;

/** The tab's one live connection. */
export const live = new LiveSocket(browser, () => onDoubt());

/** What to do when the server refuses the link: the session may have ended, or its role changed. */
export function whenInDoubt(act: () => void): void {
  onDoubt = act;
}

/** What each topic makes stale, by the first part of query keys. */
const STALE: Record<Topic, readonly string[]> = {
  devices: [],
  batches: [KEYS.batches, KEYS.batch],
  discoveries: [KEYS.discoveries],
  nodes: [KEYS.nodes],
  activity: [KEYS.activity, KEYS.conflicts],
};

let greeted = false;

live.hear((message) => {
  if (message.type === "hello") {
    learnServerTime(message.now_ms);
    if (greeted) Object.values(KEYS).forEach(refetch); // what changed while the link was down was told to nobody
    greeted = true;
  } else if (message.type === "ping" || message.type === "devices") learnServerTime(message.now_ms);
  else if (message.type === "refetch") for (const topic of message.topics) STALE[topic].forEach(refetch);
  else if (message.type in STALE) STALE[message.type as Topic].forEach(refetch);
});

function refetch(key: string): void {
  void queryClient.invalidateQueries({ queryKey: [key] });
}

/** Whether live data comes, and since when it does or does not. */
export function useLink(): LinkState {
  return useSyncExternalStore(live.watch, live.current);
}

/** Follow while mounted. Pass a memoised wish; null follows nothing. */
export function useFollow(wish: Wish | null): void {
  useEffect(() => (wish === null ? undefined : live.follow(wish)), [wish]);
}

/** Hear live messages while mounted. */
export function useHear(act: (message: LiveServerMessage) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => live.hear((message) => latest.current(message)), []);
}
