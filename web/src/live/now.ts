import { useSyncExternalStore } from "react";

import { serverNow } from "~/live/clock";

const TICK_MS = 1_000;
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let now = serverNow();

function watch(act: () => void): () => void {
  watchers.add(act);
  timer ??= setInterval(() => {
    now = serverNow();
    for (const watcher of watchers) watcher();
  }, TICK_MS);
  return () => {
    watchers.delete(act);
    if (watchers.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** The server's time in ms, new every second; one timer serves the whole tab. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}
