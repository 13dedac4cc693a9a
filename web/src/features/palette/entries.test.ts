import { IconCpu } from "@tabler/icons-react";
import { describe, expect, it } from "vitest";

import { matching, minersMatching, neighbour, type Entry } from "~/features/palette/entries";

function entry(label: string, detail = ""): Entry {
  return { id: label, label, detail, icon: IconCpu, act: () => undefined };
}

const LABELS = [entry("Nodes"), entry("API keys", "Settings"), entry("Key help"), entry("Miners"), entry("Hot miners", "saved view")];

function labels(query: string, most = 9): string[] {
  return matching(LABELS, query, most).map((each) => each.label);
}

describe("matching", () => {
  it("offers everything for nothing, in order", () => {
    expect(labels("")).toEqual(LABELS.map((each) => each.label));
  });

  it("puts labels that begin so first, then those with a word that does", () => {
    expect(labels("key")).toEqual(["Key help", "API keys"]);
    expect(labels("MIN")).toEqual(["Miners", "Hot miners"]);
  });

  it("needs every word, in label or detail", () => {
    expect(labels("settings api")).toEqual(["API keys"]);
    expect(labels("miners hot cold")).toEqual([]);
  });

  it("stops at the bound", () => {
    expect(labels("", 2)).toHaveLength(2);
  });
});

describe("minersMatching", () => {
  it.each([
    ["10.0.3", "10.0.3"],
    ["  S21 Pro ", "S21 Pro"],
    ["status:offline temp>80", "status:offline temp>80"],
    ['rack:"A 3"', 'rack:"A 3"'],
    ["30:cb:1b", '("30:cb:1b" OR mac:30:cb:1b)'],
    ["30-CB-1B-02-5C-CB", '("30-CB-1B-02-5C-CB" OR mac:30-CB-1B-02-5C-CB)'],
    ["aa:bb", '("aa:bb" OR mac:aa:bb)'],
    ["5\" (tray)", '"5\\" (tray)"'],
    ["-12", '"-12"'],
    ["a,b", '"a,b"'],
  ])("makes %j into %j", (typed, filter) => {
    expect(minersMatching(typed)).toBe(filter);
  });
});

describe("neighbour", () => {
  const three = [entry("a"), entry("b"), entry("c")];

  it.each([
    ["a", 1, "b"],
    ["c", 1, "a"],
    ["a", -1, "c"],
  ])("of %s by %i is %s", (id, by, next) => {
    expect(neighbour(three, id, by)).toBe(next);
  });

  it("is nothing where there is nothing", () => {
    expect(neighbour([], "a", 1)).toBeUndefined();
  });
});
