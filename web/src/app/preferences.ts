import type { MantineColorScheme, MantineColorSchemeManager } from "@mantine/core";
import { useSyncExternalStore } from "react";

/** How one person likes the pages, in this browser. */
export interface Preferences {
  readonly scheme: MantineColorScheme;
  readonly density: "comfortable" | "compact";
  /** Whose clock times are shown by: the reader's, or that of the site. */
  readonly clock: "mine" | "site";
}

export const DEFAULTS: Preferences = { scheme: "auto", density: "comfortable", clock: "mine" };
export const STORED_AS = "headframe-preferences";

const CHOICES = {
  scheme: ["auto", "light", "dark"],
  density: ["comfortable", "compact"],
  clock: ["mine", "site"],
} as const;

let present = DEFAULTS;
const watchers = new Set<() => void>();

/** What was kept; whatever does not fit is as if it had never been said. */
export function parsed(text: string | null): Preferences {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "{}");
  } catch {
    return DEFAULTS;
  }
  if (typeof kept !== "object" || kept === null) return DEFAULTS;
  const said = kept as Record<string, unknown>;
  return {
    scheme: CHOICES.scheme.find((each) => each === said["scheme"]) ?? DEFAULTS.scheme,
    density: CHOICES.density.find((each) => each === said["density"]) ?? DEFAULTS.density,
    clock: CHOICES.clock.find((each) => each === said["clock"]) ?? DEFAULTS.clock,
  };
}

/** Read what was kept, and hear what other tabs change. Once, before the first render. */
export function loadPreferences(): void {
  become(parsed(stored()));
  window.addEventListener("storage", (event) => {
    if (event.key === STORED_AS) become(parsed(event.newValue));
  });
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(watch, preferences);
}

/** Height of a list's rows in pixels, for lists that must know it; style sheets have it as `--row-height`. */
export function useRowHeight(): number {
  return usePreferences().density === "compact" ? 28 : 34;
}

export function preferences(): Preferences {
  return present;
}

export function prefer(change: Partial<Preferences>): void {
  become({ ...present, ...change });
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(present));
  } catch {
    // A browser that keeps nothing: it holds until the tab is closed.
  }
}

/** Lets Mantine read and set the scheme here. */
export function schemeManager(): MantineColorSchemeManager {
  let leave: () => void = () => undefined;
  return {
    get: () => present.scheme,
    set: (scheme) => {
      if (scheme !== present.scheme) prefer({ scheme }); // Mantine says back what it was told
    },
    subscribe: (onUpdate) => {
      leave = watch(() => onUpdate(present.scheme));
    },
    unsubscribe: () => leave(),
    clear: () => prefer({ scheme: DEFAULTS.scheme }),
  };
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}

function watch(act: () => void): () => void {
  watchers.add(act);
  return () => watchers.delete(act);
}

function become(next: Preferences): void {
  present = next;
  document.documentElement.dataset["density"] = next.density;
  for (const act of watchers) act();
}
