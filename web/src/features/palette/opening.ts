import { useSyncExternalStore } from "react";

/** What lies over the page: the palette, the help for keys, or nothing. */
export type Opened = "palette" | "keys" | null;

let opened: Opened = null;
let focusedBefore: Element | null = null;
const watchers = new Set<() => void>();

export function openPalette(): void {
  become("palette");
}

export function openKeyHelp(): void {
  become("keys");
}

/** Close because something was chosen: the focus goes where that leads. */
export function closePalette(): void {
  become(null);
}

/** Close without a choice: the focus goes back to where it was. */
export function dismissPalette(): void {
  become(null);
  if (focusedBefore instanceof HTMLElement) focusedBefore.focus();
}

export function useOpened(): Opened {
  return useSyncExternalStore(watch, () => opened);
}

function watch(act: () => void): () => void {
  watchers.add(act);
  return () => watchers.delete(act);
}

function become(next: Opened): void {
  if (opened === null && next !== null) focusedBefore = document.activeElement;
  opened = next;
  for (const act of watchers) act();
}
