import type { DeviceBody } from "~/api/schema";

/** The miner that somebody looks at, and the slot it stands in. */
export interface Looked {
  readonly device: DeviceBody;
  readonly element: Element;
}

/** Who is looked at; apart from React's state, so that a moving pointer draws no rack again. */
export class Looking {
  private looked: Looked | null = null;
  private readonly watchers = new Set<() => void>();

  readonly current = (): Looked | null => this.looked;

  readonly watch = (act: () => void): (() => void) => {
    this.watchers.add(act);
    return () => this.watchers.delete(act);
  };

  readonly look = (device: DeviceBody | null, element: Element | null): void => {
    if (device === null && this.looked === null) return;
    this.looked = device && element ? { device, element } : null;
    for (const act of this.watchers) act();
  };

  readonly away = (): void => this.look(null, null);
}
