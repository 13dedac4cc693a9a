import { useSyncExternalStore } from "react";

import { NONE_WATCHED, parsed, type Watched } from "~/features/tasks/watched";

/** The watched tasks of one person in this browser, shared by its tabs. */
export class Watching {
  private text: string | null = null;
  private value = NONE_WATCHED;
  private readonly watchers = new Set<() => void>();

  constructor(
    private readonly key: string,
    private readonly storage: Pick<Storage, "getItem" | "setItem">,
  ) {}

  /** What is kept now; the same object while nothing changed. */
  readonly current = (): Watched => {
    const text = this.storage.getItem(this.key);
    if (text !== this.text) {
      this.text = text;
      this.value = parsed(text);
    }
    return this.value;
  };

  readonly watch = (act: () => void): (() => void) => {
    this.watchers.add(act);
    return () => this.watchers.delete(act);
  };

  /** Change what is kept; whether that changed anything. */
  change(by: (now: Watched) => Watched): boolean {
    const now = this.current();
    const next = by(now);
    if (next === now) return false;
    this.storage.setItem(this.key, JSON.stringify(next));
    this.told();
    return true;
  }

  /** Another tab may have changed it. */
  told(): void {
    for (const act of this.watchers) act();
  }
}

const byPerson = new Map<string, Watching>();

/** The one store of a person. */
export function watchingOf(person: string): Watching {
  let found = byPerson.get(person);
  if (found === undefined) {
    const made = new Watching(`headframe.tasks.${person}`, localStorage);
    window.addEventListener("storage", () => made.told());
    byPerson.set(person, (found = made));
  }
  return found;
}

export function useWatched(watching: Watching): Watched {
  return useSyncExternalStore(watching.watch, watching.current);
}
