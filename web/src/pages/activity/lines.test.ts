import { describe, expect, test } from "vitest";

import type { ActivityBody } from "~/api/schema";
import { folded, itemsOf } from "~/pages/activity/lines";

function entry(id: number, verb: string, more: Partial<ActivityBody> = {}): ActivityBody {
  const at = 1_700_000_000_000 + id * 1_000;
  const actor = { type: "USER" as const, id: "7", display_name: "Ann" };
  return {
    id, verb, actor, at_ms: at, received_at_ms: at, summary: verb, device_id: id, node_id: 1, batch_id: "b", details: {}, ...more,
  };
}

const newestFirst = (entries: ActivityBody[]): ActivityBody[] => entries.toSorted((one, other) => other.id - one.id);

describe("runs of alike entries", () => {
  test("become one line, shorter ones stay apart", () => {
    const many = newestFirst(Array.from({ length: 40 }, (_, index) => entry(index + 1, "command.succeeded")));
    expect(folded(many).map((line) => line.entries.length)).toEqual([40]);
    expect(folded(many.slice(0, 2)).map((line) => line.entries.length)).toEqual([1, 1]);
  });

  test("are found between others of another actor", () => {
    const system = { type: "SYSTEM" as const, id: "node:1", display_name: "fleet node" };
    const mixed = newestFirst(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0 ? entry(index, "command.succeeded") : entry(index, "device.default_password", { actor: system }),
      ),
    );
    expect(folded(mixed).map((line) => [line.entries[0].verb, line.entries.length])).toEqual([
      ["device.default_password", 10],
      ["command.succeeded", 10],
    ]);
  });

  test("end at another batch, another person, and after a pause", () => {
    const bob = { type: "USER" as const, id: "8", display_name: "Bob" };
    const late = 1_700_000_900_000;
    const entries = newestFirst([
      ...[1, 2, 3].map((id) => entry(id, "command.failed")),
      ...[4, 5, 6].map((id) => entry(id, "command.failed", { batch_id: "c" })),
      ...[7, 8, 9].map((id) => entry(id, "command.failed", { actor: bob })),
      ...[10, 11, 12].map((id) => entry(id, "command.failed", { actor: bob, received_at_ms: late })),
    ]);
    expect(folded(entries).map((line) => line.entries.length)).toEqual([3, 3, 3, 3]);
  });

  test("keep the order of the newest where some are too short to fold", () => {
    const entries = newestFirst([entry(1, "a.b"), entry(2, "c.d"), entry(3, "a.b"), entry(4, "c.d"), entry(5, "c.d")]);
    expect(folded(entries).map((line) => line.entries[0].id)).toEqual([5, 3, 1]);
  });
});

test("days head their lines, and an opened line is followed by its entries", () => {
  const entries = newestFirst([1, 2, 3].map((id) => entry(id, "command.failed")).concat(entry(90_000, "site.added")));
  const day = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
  expect(itemsOf(entries, day, new Set([2])).map((item) => `${item.kind} ${item.key}`)).toEqual([
    "day 2023-11-15",
    "line line-90000",
    "day 2023-11-14",
    "line line-1",
    "entry entry-3",
    "entry entry-2",
    "entry entry-1",
  ]);
});
