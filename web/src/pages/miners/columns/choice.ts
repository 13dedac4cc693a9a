import { COLUMNS, USUAL } from "~/pages/miners/columns/columns";

const PLACE = "headframe.miners.columns";

/** The columns that this browser showed last; the usual ones where it showed none. */
export function keptColumns(): readonly string[] {
  try {
    return known(JSON.parse(localStorage.getItem(PLACE) ?? "null")) ?? USUAL;
  } catch {
    return USUAL;
  }
}

/** Keep the columns for the next visit. A browser that keeps nothing is no reason to stop. */
export function keepColumns(keys: readonly string[]): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(keys));
  } catch {
    // private windows may refuse
  }
}

/** Those keys that are columns, each once; null of anything that is no list. */
export function known(keys: unknown): string[] | null {
  if (!Array.isArray(keys)) return null;
  return [...new Set(keys)].filter((key): key is string => COLUMNS.some((column) => column.key === key));
}

/** The keys with one in another place. */
export function moved(keys: readonly string[], key: string, to: number): string[] {
  const rest = keys.filter((each) => each !== key);
  rest.splice(Math.min(Math.max(to, 0), rest.length), 0, key);
  return rest;
}

/** The keys with one more at the end, or without it. */
export function flipped(keys: readonly string[], key: string): string[] {
  return keys.includes(key) ? keys.filter((each) => each !== key) : [...keys, key];
}

export function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}
