/** Readers of single search parameters: what does not fit is left out, never an error. */
type Search = Record<string, unknown>;

export function text<K extends string>(search: Search, key: K): Partial<Record<K, string>> {
  const value = search[key];
  return keep(key, typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined);
}

export function wholeNumber<K extends string>(search: Search, key: K): Partial<Record<K, number>> {
  const value = Number(search[key]);
  return keep(key, search[key] !== "" && Number.isSafeInteger(value) && value >= 0 ? value : undefined);
}

export function flag<K extends string>(search: Search, key: K): Partial<Record<K, true>> {
  return keep(key, search[key] === true || search[key] === "true" ? true : undefined);
}

function keep<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<K, T>>;
}
