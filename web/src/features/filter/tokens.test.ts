import { expect, test } from "vitest";

import { tokens } from "~/features/filter/tokens";

function read(filter: string): string[] {
  return tokens(filter, (name) => name === "mac" || name === "status").map(({ kind, text, operator }) => {
    return text === "" ? kind : `${kind} ${text}${operator}`;
  });
}

test("fields, values, words and signs are told apart", () => {
  expect(read('status:offline,error (temp > 80 OR -rack:"A 3") NOT m12')).toEqual([
    "field status:", "value offline", "comma", "value error",
    "open", "field temp>", "value 80", "or", "not", "field rack:", "value A 3", "close", "not", "value m12",
  ]);
});

test("an address with colons is a word, unless a field is before it", () => {
  expect(read("aa:bb:cc:00:11:22")).toEqual(["value aa:bb:cc:00:11:22"]);
  expect(read("mac:aa:bb:cc")).toEqual(["field mac:", "value aa:bb:cc"]);
  expect(read("nonsense:x")).toEqual(["field nonsense:", "value x"]);
});

test("quotes that are not closed yet are open, with what is written in them", () => {
  const [, open] = tokens(String.raw`rack:"A \"3`, () => true);
  expect(open).toMatchObject({ text: 'A "3', open: true, from: 5, to: 11 });
  const [, closed] = tokens('rack:"A 3"', () => true);
  expect(closed).toMatchObject({ text: "A 3", open: false });
});

test("what makes no sense is passed over, and all text is covered in order", () => {
  for (const text of ['")(', "temp>", ",,", "a\"b\"c", String.raw`"\ `, "temp>>80", "-", "status:,"]) {
    const found = tokens(text, () => true);
    expect(found.every((token, index) => token.from >= (found[index - 1]?.to ?? 0) && token.to > token.from)).toBe(true);
    expect(found.at(-1)?.to).toBeGreaterThanOrEqual(text.trimEnd().length);
  }
});
