import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { FilterFieldBody } from "~/api/schema";
import { both } from "~/domain/filters";
import { completions, placeAt, quoted, type Completion, type Draft, type Occurring, type Place } from "~/features/filter/completion";
import { facetQuery, filterFieldsQuery } from "~/features/filter/queries";

const PAUSE_MS = 150;
/** Nearly every miner has its own: values are looked for once something is written. */
const OF_ONE_MINER: readonly string[] = ["name", "serial", "hostname"];
const NO_FIELDS: readonly FilterFieldBody[] = [];
const NOTHING: readonly Occurring[] = [];

/** What can stand where the caret is, by what occurs among the miners of `scope`. */
export function useCompletions(draft: Draft, scope: string, active: boolean): { place: Place; proposals: Completion[] } {
  const { data: fields = NO_FIELDS } = useQuery({ ...filterFieldsQuery, enabled: active });
  const place = placeAt(draft.text, draft.caret, fields);
  const field = place.kind === "value" ? place.field : null;
  const asked = useMemo(() => facetOf(field, place.written, scope), [field, place.written, scope]);
  const [facet] = useDebouncedValue(asked, PAUSE_MS);
  const { data } = useQuery({ ...facetQuery(facet?.field ?? "", facet?.filter ?? ""), enabled: active && facet !== null });
  const occurring = data !== undefined && data.field === field?.name ? data.values : NOTHING;
  return { place, proposals: active ? completions(place, fields, occurring) : [] };
}

/** Which facet tells the values that fit, if one does. */
function facetOf(field: FilterFieldBody | null, written: string, scope: string): { field: string; filter: string } | null {
  if (!field?.has_facet) return null;
  if (field.choices.length > 0) return { field: field.name, filter: scope };
  if (written === "" && OF_ONE_MINER.includes(field.name)) return null;
  return { field: field.name, filter: written === "" ? scope : both(scope, `${field.name}:${quoted(written)}`) };
}
