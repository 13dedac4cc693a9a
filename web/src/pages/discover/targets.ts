import type { Problem } from "~/api/problem";

/** What was typed, as the API takes it: one entry a line or between commas. */
export function entries(typed: string): string[] {
  return typed
    .split(/[\n,;]+/u)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

const TARGET_CODES = ["invalid_target", "public_address_refused"];

/** What is wrong with the targets, in words: shown at their field. Undefined where the problem is another. */
export function targetProblem(problem: Problem | null): string | undefined {
  if (problem === null) return undefined;
  const field = problem.fields.find((each) => each.where.startsWith("/targets"));
  if (field === undefined && !TARGET_CODES.includes(problem.code)) return undefined;
  return `${sentence(field?.message ?? problem.message)} (${problem.code})`;
}

/** Targets in one line: the first of them, and how many more. */
export function targetWords(targets: readonly string[]): string {
  const [first = "", ...others] = targets;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** The server names entries as Python writes them: 'text'. */
function sentence(message: string): string {
  return message.replace(/^'([^']*)'/u, "“$1”");
}
