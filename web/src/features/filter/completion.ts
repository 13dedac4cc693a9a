import type { FilterFieldBody } from "~/api/schema";
import { tokens, type Token } from "~/features/filter/tokens";

/** What the caret stands in: `written` from `from` to `to` is what a completion replaces. */
export type Place =
  | { readonly kind: "term"; readonly written: string; readonly from: number; readonly to: number }
  | { readonly kind: "value"; readonly field: FilterFieldBody; readonly written: string; readonly from: number; readonly to: number };

/** One proposal. `goesOn`: more must follow, so that no space is put after it. */
export interface Completion {
  readonly insert: string;
  readonly label: string;
  readonly note: string;
  readonly goesOn: boolean;
}

/** A value that occurs, and how often. */
export interface Occurring {
  readonly value: string;
  readonly count: number;
}

/** A draft after a completion, and where the caret is then. */
export interface Draft {
  readonly text: string;
  readonly caret: number;
}

const MOST = 50;
const LEAST_LETTERS_OF_A_CHOICE = 2;
const OPERATORS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  number: [[">", "more than"], ["<", "less than"], [">=", "at least"], ["<=", "at most"], [":", "exactly, to the digits written"]],
  "one of a list": [[":", "is"], ["!=", "is known, and not"]],
  text: [[":", "contains, or fits a pattern with *"], ["=", "is exactly"], ["!=", "is known, and not"]],
};
const KEYWORDS = [
  ["OR", "either side may hold"],
  ["NOT", "the opposite"],
] as const;

/** The field of that name or alias. */
export function fieldNamed(fields: readonly FilterFieldBody[], name: string): FilterFieldBody | undefined {
  const wanted = name.toLowerCase();
  return fields.find((each) => each.name === wanted || each.aliases.includes(wanted));
}

/** Where the caret stands. */
export function placeAt(text: string, caret: number, fields: readonly FilterFieldBody[]): Place {
  const before = tokens(text.slice(0, caret), (name) => fieldNamed(fields, name) !== undefined);
  const last = before.at(-1);
  const touched = last?.kind === "value" && (last.to === caret || last.open) ? last : undefined;
  const field = fieldOf(touched ? before.slice(0, -1) : before, fields);
  const from = touched?.from ?? caret;
  const place = { written: touched?.text ?? "", from, to: Math.max(caret, restOfWord(text, caret, touched)) };
  return field ? { kind: "value", field, ...place } : { kind: "term", ...place };
}

/** The field whose value comes after these tokens. */
function fieldOf(before: readonly Token[], fields: readonly FilterFieldBody[]): FilterFieldBody | undefined {
  const at = before.findLastIndex((token) => token.kind !== "value" && token.kind !== "comma");
  const field = before[at];
  const expectsValue = field?.kind === "field" && (at === before.length - 1 || before.at(-1)?.kind === "comma");
  return expectsValue ? fieldNamed(fields, field.text) : undefined;
}

function restOfWord(text: string, caret: number, touched: Token | undefined): number {
  if (touched === undefined || touched.open) return caret;
  return caret + (/^[^\s,()":<>=!]*/u.exec(text.slice(caret))?.[0].length ?? 0);
}

/** What can stand at a place, likeliest first. `occurring` are values of the place's field. */
export function completions(place: Place, fields: readonly FilterFieldBody[], occurring: readonly Occurring[]): Completion[] {
  const found = place.kind === "value" ? values(place.field, place.written, occurring) : termStarts(place.written, fields);
  return found.slice(0, MOST);
}

function values(field: FilterFieldBody, written: string, occurring: readonly Occurring[]): Completion[] {
  const wanted = written.toLowerCase();
  const counts = new Map(occurring.map((each) => [each.value, each.count]));
  const known = field.choices.length > 0 ? field.choices : occurring.map((each) => each.value);
  return known
    .filter((value) => value !== "" && value.toLowerCase().includes(wanted))
    .map((value) => {
      const text = field.choices.length > 0 ? value.toLowerCase() : value;
      const count = counts.get(value);
      return { insert: quoted(text), label: text, note: count === undefined ? "" : String(count), goesOn: false };
    })
    .filter((each) => each.label !== written);
}

function termStarts(written: string, fields: readonly FilterFieldBody[]): Completion[] {
  const wanted = written.toLowerCase();
  const exact = fieldNamed(fields, written);
  const others = fields.filter((each) => each !== exact && [each.name, ...each.aliases].some((name) => name.startsWith(wanted)));
  return [
    ...(exact ? operators(exact, written) : []),
    ...others.map((field) => ({ insert: start(field), label: start(field), note: field.doc, goesOn: true })),
    ...keywords(written),
    ...choices(wanted, fields),
  ];
}

function operators(field: FilterFieldBody, written: string): Completion[] {
  const known = OPERATORS[field.type] ?? [[":", "is, or fits a pattern with *"]];
  const unit = field.unit ? ` (${field.unit})` : "";
  return known.map(([sign, note]) => ({ insert: `${written}${sign}`, label: `${written}${sign}`, note: note + unit, goesOn: true }));
}

function keywords(written: string): Completion[] {
  return KEYWORDS.filter(([word]) => written !== "" && word.startsWith(written)).map(([word, note]) => {
    return { insert: word, label: word, note, goesOn: false };
  });
}

function choices(wanted: string, fields: readonly FilterFieldBody[]): Completion[] {
  if (wanted.length < LEAST_LETTERS_OF_A_CHOICE) return [];
  return fields.flatMap((field) =>
    field.choices
      .map((choice) => choice.toLowerCase())
      .filter((choice) => choice.startsWith(wanted))
      .map((choice) => ({ insert: `${field.name}:${choice}`, label: `${field.name}:${choice}`, note: field.doc, goesOn: false })),
  );
}

function start(field: FilterFieldBody): string {
  return field.name + (field.type === "number" && field.unit ? ">" : ":");
}

/** A value as it can stand in a filter: in quotes where it would be read otherwise. */
export function quoted(value: string): string {
  if (/^[^\s,()"*\\]+$/u.test(value)) return value;
  return `"${value.replaceAll(/["\\*]/gu, String.raw`\$&`)}"`;
}

/** The draft with a completion in its place. */
export function completed(text: string, place: Place, chosen: Completion): Draft {
  const after = text.slice(place.to);
  const hasOperator = chosen.goesOn && /^[:<>=!]/u.test(after);
  const insert = hasOperator ? chosen.insert.replace(/[:<>=!]+$/u, "") : chosen.insert;
  const gap = chosen.goesOn || /^[\s,)]/u.test(after) ? "" : " ";
  const upTo = text.slice(0, place.from) + insert + gap;
  return { text: upTo + after, caret: upTo.length };
}
