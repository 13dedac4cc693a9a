import { useSyncExternalStore } from "react";

import { serverNow } from "~/live/clock";

const TICK_MS = 1_000;
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let now = serverNow();

function watch(act: () => void): () => void {
  watchers.add(act);
  if (timer === null) {
    now = serverNow();
    timer = setInterval(tick, TICK_MS);
  }
  return () => {
    watchers.delete(act);
    if (watchers.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

function tick(): void {
  now = serverNow();
  for (const watcher of watchers) watcher();
}

/** The server's time in ms, new every second; one timer serves the whole tab. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}
