import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import { sitesQuery, useScope } from "~/app/scope";
import { both } from "~/domain/filters";
import { windowQuery } from "~/pages/miners/list/queries";
import { BY_NAME } from "~/pages/miners/list/sorting";
import type { MinerList } from "~/pages/miners/list/windows";

/** The list that the address asks for, and the one to show meanwhile. */
export interface Listed {
  /** What is asked for. */
  readonly list: MinerList;
  /** The newest list of which the first rows are there; null until one is. */
  readonly shown: MinerList | null;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** Read the first rows of the list that the address asks for. The list before stays in sight until they come. */
export function useList(): Listed {
  const { site } = useSearch({ from: "__root__" });
  const { filter = "", sort = BY_NAME.sort, descending = false } = useSearch({ from: "/inside/miners" });
  const { filter: scope } = useScope();
  const { isPending } = useQuery({ ...sitesQuery, enabled: site !== undefined });
  const isScoped = site === undefined || !isPending;
  const list = useMemo(() => ({ filter: both(scope, filter), sort, descending }), [scope, filter, sort, descending]);
  const { data, error, refetch } = useQuery({ ...windowQuery(list, 0), enabled: isScoped });
  const [shown, setShown] = useState<MinerList | null>(null);
  if (data !== undefined && isScoped && shown !== list) setShown(list);
  return { list, shown, error: data === undefined ? error : null, retry: () => void refetch() };
}
