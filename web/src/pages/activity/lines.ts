import type { ActivityBody } from "~/api/schema";

/** One line of the log: an entry, or a run of alike ones (newest first). */
export interface Line {
  readonly entries: readonly [ActivityBody, ...ActivityBody[]];
}

/** A part of what is shown: the name of a day, a line, or one entry of a line that was opened. */
export type Item =
  | { readonly kind: "day"; readonly key: string; readonly day: string }
  | { readonly kind: "line"; readonly key: string; readonly line: Line; readonly open: boolean }
  | { readonly kind: "entry"; readonly key: string; readonly entry: ActivityBody };

/** Runs shorter than this stay single lines. */
const SHORTEST_RUN = 3;
/** Entries further apart belong to different runs. */
const APART_MS = 120_000;
/** So many runs may be interleaved: outcomes of a batch and what nodes report meanwhile. */
const INTERLEAVED = 4;

/**
 * Entries of one day as lines, newest first. Alike are entries of the same actor, verb and batch that the
 * server heard of shortly one after the other; a line stands where its newest entry does.
 */
export function folded(entries: readonly ActivityBody[]): Line[] {
  const runs: ActivityBody[][] = [];
  let open: ActivityBody[][] = [];
  for (const entry of entries) {
    const run = open.find((each) => continues(each, entry));
    if (run) run.push(entry);
    else {
      const begun = [entry];
      runs.push(begun);
      open = [begun, ...open].slice(0, INTERLEAVED);
    }
  }
  return runs
    .flatMap((run) => (run.length < SHORTEST_RUN ? run.map((entry) => [entry]) : [run]))
    .sort((one, other) => (other[0]?.id ?? 0) - (one[0]?.id ?? 0))
    .map((run) => ({ entries: run as [ActivityBody, ...ActivityBody[]] }));
}

/** Everything to show in order. `dayOf` names an entry's day by when it was received; `opened` holds ids of entries. */
export function itemsOf(
  entries: readonly ActivityBody[],
  dayOf: (atMs: number) => string,
  opened: ReadonlySet<number>,
): Item[] {
  const days = new Map<string, ActivityBody[]>();
  for (const entry of entries) {
    const day = dayOf(entry.received_at_ms);
    const ofDay = days.get(day);
    if (ofDay) ofDay.push(entry);
    else days.set(day, [entry]);
  }
  return [...days].flatMap(([day, ofDay]) => [
    { kind: "day" as const, key: day, day },
    ...folded(ofDay).flatMap((line) => itemsOfLine(line, opened)),
  ]);
}

function itemsOfLine(line: Line, opened: ReadonlySet<number>): Item[] {
  const oldest = line.entries.at(-1) ?? line.entries[0];
  const open = line.entries.length > 1 && line.entries.some((entry) => opened.has(entry.id));
  const head = { kind: "line" as const, key: `line-${oldest.id}`, line, open };
  if (!open) return [head];
  return [head, ...line.entries.map((entry) => ({ kind: "entry" as const, key: `entry-${entry.id}`, entry }))];
}

function continues(run: readonly ActivityBody[], entry: ActivityBody): boolean {
  const last = run.at(-1);
  return (
    last?.actor.id === entry.actor.id &&
    last.actor.type === entry.actor.type &&
    last.verb === entry.verb &&
    last.batch_id === entry.batch_id &&
    Math.abs(last.received_at_ms - entry.received_at_ms) <= APART_MS
  );
}
