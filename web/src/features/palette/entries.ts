import type { Icon } from "@tabler/icons-react";

/** One thing that the palette offers. */
export interface Entry {
  readonly id: string;
  readonly label: string;
  /** What tells it from others, after the label. */
  readonly detail?: string;
  readonly icon: Icon;
  readonly act: () => void;
}

/** Entries under one heading. */
export interface EntryGroup {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Entries that have every word of `query` in label or detail; those whose label begins with it come first. */
export function matching(entries: readonly Entry[], query: string, most: number): readonly Entry[] {
  const words = query.toLowerCase().split(/\s+/u).filter((each) => each !== "");
  const found = entries.filter((entry) => {
    const text = `${entry.label} ${entry.detail ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const first = words[0] ?? "";
  return found.sort((a, b) => rank(a, first) - rank(b, first)).slice(0, most);
}

function rank(entry: Entry, word: string): number {
  const label = entry.label.toLowerCase();
  if (label.startsWith(word)) return 0;
  return label.split(/[^\p{L}\d]+/u).some((each) => each.startsWith(word)) ? 1 : 2;
}

const MAC_PART = /^[\da-f]{2}([:-]?[\da-f]{2})+[:-]?[\da-f]?$/iu;
const GRAMMAR = /[\p{L}_]\s*(:|=|<|>|!=)/u;
const PLAIN = /^[\p{L}\d\s._\-/]+$/u;

/** The filter for what somebody typed: a filter is taken as it is, anything else is looked for as words. */
export function minersMatching(typed: string): string {
  const text = typed.trim();
  if (MAC_PART.test(text)) return `(${quoted(text)} OR mac:${text})`;
  if (GRAMMAR.test(text)) return text;
  return PLAIN.test(text) && !text.startsWith("-") ? text : quoted(text);
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** The entry `by` places further, round the end. */
export function neighbour(entries: readonly Entry[], id: string | undefined, by: number): string | undefined {
  if (entries.length === 0) return undefined;
  const at = entries.findIndex((each) => each.id === id);
  return entries[(at + by + entries.length) % entries.length]?.id;
}
