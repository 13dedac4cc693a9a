import { both } from "~/domain/filters";
import { tokens, type Token } from "~/features/filter/tokens";

/** A term that must hold for the whole filter: `status:offline,error`. */
export interface Term {
  readonly field: string;
  readonly operator: string;
  readonly values: readonly string[];
  readonly from: number;
  readonly to: number;
}

const SAME = [":", "="];

/**
 * The terms that stand side by side at the top, without negated ones. None of a filter with an `OR` at
 * the top: there no term must hold.
 */
export function terms(filter: string): Term[] {
  const found: Term[] = [];
  let depth = 0;
  let negated = false;
  const all = tokens(filter, () => true);
  for (const [index, token] of all.entries()) {
    if (token.kind === "or" && depth === 0) return [];
    if (token.kind === "field" && depth === 0 && !negated) found.push(term(token, all.slice(index + 1)));
    if (token.kind === "open") depth += 1;
    if (token.kind === "close") depth -= 1;
    negated = token.kind === "not";
  }
  return found;
}

/** The values that a filter asks one field to have, in small letters. */
export function valuesOf(filter: string, field: string): string[] {
  return asking(filter, field).flatMap((each) => each.values.map((value) => value.toLowerCase()));
}

/** The filter without what it asks of one field. */
export function without(filter: string, field: string): string {
  return asking(filter, field).reduceRight(cut, filter);
}

/** The filter without one term, and without the AND that joined it. */
function cut(filter: string, { from, to }: Term): string {
  const before = filter.slice(0, from).trimEnd();
  const after = filter.slice(to).trimStart();
  if (/^AND\b/u.test(after)) return `${before} ${after.slice(3).trimStart()}`.trim();
  return `${before.replace(/\bAND$/u, "").trimEnd()} ${after}`.trim();
}

/** The filter with `field` asked to be `value`, instead of what it was asked to be. */
export function withValue(filter: string, field: string, value: string): string {
  return both(without(filter, field), `${field}:${value}`);
}

function asking(filter: string, field: string): Term[] {
  return terms(filter).filter((each) => each.field === field && SAME.includes(each.operator));
}

function term(field: Token, after: readonly Token[]): Term {
  const values: string[] = [];
  let to = field.to;
  for (const [index, token] of after.entries()) {
    if (token.kind !== (index % 2 === 0 ? "value" : "comma")) break;
    if (token.kind === "value") values.push(token.text);
    to = token.to;
  }
  return { field: field.text.toLowerCase(), operator: field.operator, values, from: field.from, to };
}
