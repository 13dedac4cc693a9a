import { expect, test } from "vitest";

import type { FilterFieldBody } from "~/api/schema";
import { completed, completions, placeAt, quoted, type Occurring } from "~/features/filter/completion";

const NONE = { aliases: [], choices: [], unit: null, has_facet: true };
const FIELDS: FilterFieldBody[] = [
  { ...NONE, name: "status", type: "one of a list", doc: "what it does", choices: ["OFFLINE", "HASHING", "NEEDS_POOL"] },
  { ...NONE, name: "site", type: "text", doc: "its site" },
  { ...NONE, name: "model", type: "text", doc: "its model" },
  { ...NONE, name: "temp", aliases: ["temperature"], type: "number", doc: "hottest", unit: "C", has_facet: false },
  { ...NONE, name: "id", type: "number", doc: "its number", unit: "", has_facet: false },
];
const MODELS: Occurring[] = [
  { value: "S21 Pro", count: 12 },
  { value: "S19", count: 3 },
  { value: "", count: 1 },
];

/** Labels proposed where `|` stands. */
function proposed(marked: string, occurring: readonly Occurring[] = []): string[] {
  const caret = marked.indexOf("|");
  return completions(placeAt(marked.replace("|", ""), caret, FIELDS), FIELDS, occurring).map((each) => each.label);
}

/** The draft after the proposal with that label was taken where `|` stands; `|` is then the caret. */
function after(marked: string, label: string, occurring: readonly Occurring[] = []): string {
  const text = marked.replace("|", "");
  const place = placeAt(text, marked.indexOf("|"), FIELDS);
  const chosen = completions(place, FIELDS, occurring).find((each) => each.label === label);
  if (chosen === undefined) throw new Error(`${label} is not proposed`);
  const draft = completed(text, place, chosen);
  return `${draft.text.slice(0, draft.caret)}|${draft.text.slice(draft.caret)}`;
}

test("an empty draft offers every field", () => {
  expect(proposed("|")).toEqual(["status:", "site:", "model:", "temp>", "id:"]);
  expect(proposed("status:offline |")).toContain("model:");
});

test("fields are found by the beginning of a name or alias", () => {
  expect(proposed("s|")).toEqual(["status:", "site:"]);
  expect(proposed("tempera|")).toEqual(["temp>"]);
  expect(proposed("-sta|")).toEqual(["status:"]);
  expect(proposed("(mod|")).toEqual(["model:"]);
});

test("a whole field name offers its operators", () => {
  expect(proposed("temp|")).toEqual(["temp>", "temp<", "temp>=", "temp<=", "temp:"]);
  expect(proposed("status|")).toEqual(["status:", "status!="]);
});

test("a choice can be written without its field", () => {
  expect(proposed("off|")).toEqual(["status:offline"]);
  expect(after("off|", "status:offline")).toBe("status:offline |");
});

test("values come from the field's choices and from what occurs", () => {
  expect(proposed("status:|")).toEqual(["offline", "hashing", "needs_pool"]);
  expect(proposed("status:offline,h|")).toEqual(["hashing"]);
  expect(proposed("model:|", MODELS)).toEqual(["S21 Pro", "S19"]);
  expect(proposed("model:pro|", MODELS)).toEqual(["S21 Pro"]);
  expect(proposed('model:"S21 |', MODELS)).toEqual(["S21 Pro"]);
  expect(proposed("temp>8|")).toEqual([]);
});

test("a completed field goes on with its value, a completed value with a space", () => {
  expect(after("sta|", "status:")).toBe("status:|");
  expect(after("model:s2| temp>80", "S21 Pro", MODELS)).toBe('model:"S21 Pro"| temp>80');
  expect(after("status:off|", "offline")).toBe("status:offline |");
  expect(after("temp|", "temp>=")).toBe("temp>=|");
});

test("the rest of the word at the caret is replaced too", () => {
  expect(after("st|at temp>80", "status:")).toBe("status:| temp>80");
  expect(after("status:of|fl", "offline")).toBe("status:offline |");
  expect(after("sta|:offline", "status:")).toBe("status|:offline");
});

test("values that would be read otherwise come in quotes", () => {
  expect(quoted("A 3")).toBe('"A 3"');
  expect(quoted('5" tray*')).toBe(String.raw`"5\" tray\*"`);
  expect(quoted("stratum+tcp://a:3333")).toBe("stratum+tcp://a:3333");
});

test("keywords are offered in capitals", () => {
  expect(proposed("temp>80 O|")).toEqual(["OR"]);
  expect(proposed("temp>80 o|")).not.toContain("OR");
});
