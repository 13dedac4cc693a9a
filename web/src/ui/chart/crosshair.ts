import { createContext, use, useState, useSyncExternalStore } from "react";

/** The moment that all charts of one page point at; null when nobody points. */
export class Crosshair {
  private at: number | null = null;
  private readonly watchers = new Set<() => void>();

  readonly current = (): number | null => this.at;

  readonly watch = (act: () => void): (() => void) => {
    this.watchers.add(act);
    return () => this.watchers.delete(act);
  };

  readonly set = (atMs: number | null): void => {
    if (this.at === atMs) return;
    this.at = atMs;
    for (const act of this.watchers) act();
  };
}

/** Charts inside one provider point at the same moment. */
export const CrosshairContext = createContext<Crosshair | null>(null);

/** The page's crosshair, or one of the chart's own. */
export function useCrosshair(): Crosshair {
  const [own] = useState(() => new Crosshair());
  return use(CrosshairContext) ?? own;
}

/** Where a crosshair is now. */
export function useCrosshairAt(crosshair: Crosshair): number | null {
  return useSyncExternalStore(crosshair.watch, crosshair.current);
}
