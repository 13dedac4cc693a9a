import { useEffect, useRef, useSyncExternalStore } from "react";

/** A key or a sequence ("g m") that does something while its owner is mounted. */
export interface Binding {
  readonly keys: string;
  readonly does: string;
  readonly act: () => void;
}

const SEQUENCE_MS = 1_200;
let bindings: readonly Binding[] = [];
const watchers = new Set<() => void>();
let prefix = "";
let prefixAt = 0;

/** Bind keys while mounted. The newest binding of a key wins; none is heard while somebody types. */
export function useKeys(wanted: readonly Binding[]): void {
  const latest = useRef(wanted);
  useEffect(() => {
    latest.current = wanted;
  });
  const names = wanted.map((each) => `${each.keys}\n${each.does}`).join("\n\n");
  useEffect(() => {
    const mine = latest.current.map(({ keys, does }, index) => ({ keys, does, act: () => latest.current[index]?.act() }));
    change([...bindings, ...mine]);
    return () => change(bindings.filter((each) => !mine.includes(each)));
  }, [names]);
}

/** All present bindings, for the help page. */
export function useBindings(): readonly Binding[] {
  return useSyncExternalStore(watch, () => bindings);
}

function watch(act: () => void): () => void {
  watchers.add(act);
  return () => watchers.delete(act);
}

function change(next: readonly Binding[]): void {
  bindings = next;
  for (const act of watchers) act();
}

/** The one listener of the page. */
export function listenToKeys(): () => void {
  document.addEventListener("keydown", heard);
  return () => document.removeEventListener("keydown", heard);
}

function heard(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const now = event.timeStamp;
  const key = event.key === " " ? "Space" : event.key;
  const sequence = prefix !== "" && now - prefixAt < SEQUENCE_MS ? `${prefix} ${key}` : key;
  const found = bindings.findLast((each) => each.keys === sequence);
  prefix = found === undefined && bindings.some((each) => each.keys.startsWith(`${key} `)) ? key : "";
  prefixAt = now;
  if (found === undefined) return;
  event.preventDefault();
  found.act();
}

/** Typing, or a control that means something else by the same key. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return true;
  return ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) && (target as HTMLInputElement).type !== "checkbox";
}
