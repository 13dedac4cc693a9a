import type { FacetBody } from "~/api/schema";
import { both, exactly } from "~/domain/filters";

/** Some of a cause's miners: those of one rack, with one fault code, of one node .. */
export interface Share {
  readonly label: string;
  readonly count: number;
  readonly filter: string;
}

const NONE: Record<string, string> = {
  site: "no site",
  building: "no building",
  rack: "no rack",
  node: "no node",
  model: "unknown model",
  fault: "no fault reported",
  pool: "no pool set",
};

/** Fields of which a miner may have several values: their counts do not add up, but where there are none. */
const SEVERAL: readonly string[] = ["fault", "pool"];

/** The largest shares, and those without any value; `left` counts values that found no room. */
export function shares(facet: FacetBody, total: number, filter: string, most: number): { readonly shown: readonly Share[]; readonly left: number } {
  const { field, values } = facet;
  const named = values.map(({ value, count }) => ({ label: value, count, filter: both(filter, exactly(field, value)) }));
  const isUnknown = facet.more > 0 || (SEVERAL.includes(field) && values.length > 0);
  const without = isUnknown ? 0 : total - values.reduce((sum, { count }) => sum + count, 0);
  const nameless = without > 0 ? [{ label: NONE[field] ?? "unknown", count: without, filter: both(filter, `-${field}:*`) }] : [];
  const all = [...named, ...nameless];
  return { shown: all.slice(0, most), left: Math.max(all.length - most, 0) + facet.more };
}
