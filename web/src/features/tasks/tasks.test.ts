import { describe, expect, it } from "vitest";

import type { BatchBody } from "~/api/schema";
import { patched, patchedPages } from "~/features/tasks/patches";
import { readSelector } from "~/features/tasks/selectorWords";
import { dismissed, NONE_WATCHED, parsed, seen, settled } from "~/features/tasks/watched";
import { Watching } from "~/features/tasks/watching";
import { failures, outcomeWords, progress, troubleWords } from "~/features/tasks/words";

function batch(id: string, over: Partial<BatchBody> = {}): BatchBody {
  return {
    id,
    kind: "STOP_MINING",
    title: "Stop mining",
    selector: "filter: all",
    actor: { type: "USER", id: "1", display_name: "admin" },
    created_at_ms: 1000,
    stagger_seconds: 0,
    counts: { QUEUED: 2 },
    total: 2,
    finished: false,
    retry_of: null,
    ...over,
  };
}

const DONE = { counts: { SUCCEEDED: 1, FAILED: 1 }, finished: true };

describe("lists of tasks", () => {
  it("take what changed, newest first", () => {
    const newer = batch("b", { created_at_ms: 2000 });
    expect(patched([batch("a")], [newer, batch("a", DONE)], false).map((each) => [each.id, each.finished])).toEqual([
      ["b", false],
      ["a", true],
    ]);
  });

  it("lose what ended where only running ones are wanted", () => {
    expect(patched([batch("a")], [batch("a", DONE)], true)).toEqual([]);
  });

  it("are patched page by page: an older task that was not read stays unread", () => {
    const pages = {
      pages: [
        { batches: [batch("c", { created_at_ms: 3000 })], next_before_ms: 2500 },
        { batches: [batch("b", { created_at_ms: 2000 })], next_before_ms: 1500 },
      ],
      pageParams: [null, 2500],
    };
    const changed = [batch("d", { created_at_ms: 4000 }), batch("b", { created_at_ms: 2000, ...DONE }), batch("a")];
    const next = patchedPages(pages, changed, false);
    expect(next.pages.map((page) => page.batches.map((each) => each.id))).toEqual([["d", "c"], ["b"]]);
    expect(next.pages[1]?.batches[0]?.finished).toBe(true);
  });
});

describe("watched tasks", () => {
  it("are seen, settle once, and stay until dismissed", () => {
    const open = seen(NONE_WATCHED, ["a", "b"]);
    const one = settled(open, "a");
    expect(one).toEqual({ open: ["b"], ended: ["a"] });
    expect(settled(one, "a")).toBe(one);
    expect(seen(one, ["a"])).toBe(one);
    expect(dismissed(one, ["a"])).toEqual({ open: ["b"], ended: [] });
  });

  it("outlive a reload, and whatever else stands in the storage", () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    expect(new Watching("k", storage).change((now) => seen(now, ["a"]))).toBe(true);
    const after = new Watching("k", storage);
    expect(after.current()).toEqual({ open: ["a"], ended: [] });
    expect(after.current()).toBe(after.current());
    expect(parsed("{")).toBe(NONE_WATCHED);
    expect(parsed('{"open": 3, "ended": ["x", 4]}')).toEqual({ open: [], ended: ["x"] });
  });

  it("tell each end to one of two tabs", () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    const [one, other] = [new Watching("k", storage), new Watching("k", storage)];
    one.change((now) => seen(now, ["a"]));
    expect([one, other].map((tab) => tab.change((now) => settled(now, "a")))).toEqual([true, false]);
  });
});

describe("a task in words", () => {
  it("says what needs a person first", () => {
    const mixed = batch("a", { counts: { SUCCEEDED: 208, FAILED: 3, OUTCOME_UNKNOWN: 1 }, total: 212, finished: true });
    expect(outcomeWords(mixed)).toBe("3 failed, 1 outcome unknown, 208 succeeded");
    expect(failures(mixed)).toBe(4);
    expect(troubleWords(mixed)).toBe("3 not done, 1 not known");
    expect(troubleWords(batch("a"))).toBe("");
  });

  it("adds up how far all are", () => {
    expect(progress([batch("a"), batch("b", DONE)])).toBe(0.5);
    expect(progress([])).toBe(1);
  });

  it("reads its selector", () => {
    expect(readSelector("filter: status:hashing without 3 (0a1b2c3d4e5f)")).toEqual({ kind: "filter", filter: "status:hashing", without: 3 });
    expect(readSelector("filter: all")).toEqual({ kind: "filter", filter: "", without: 0 });
    expect(readSelector("12 by id (0a1b2c3d4e5f)")).toEqual({ kind: "ids", count: 12 });
    expect(readSelector(`retry of ${"0a".repeat(16)}: FAILED, OUTCOME_UNKNOWN`)).toEqual({
      kind: "retry",
      of: "0a".repeat(16),
      states: "failed, outcome unknown",
    });
    expect(readSelector("node local")).toEqual({ kind: "other", text: "node local" });
  });
});
