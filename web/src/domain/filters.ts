/** A filter term for exactly this text: `site="Hall \"A\""`. */
export function exactly(field: string, value: string): string {
  return `${field}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** All filters at once: terms side by side mean "and". Empty ones select everything and are left out. */
export function both(...filters: readonly string[]): string {
  const given = filters.map((each) => each.trim()).filter((each) => each !== "");
  return given.length < 2 ? (given[0] ?? "") : given.map(grouped).join(" ");
}

function grouped(filter: string): string {
  return /\bOR\b/u.test(filter) ? `(${filter})` : filter;
}
