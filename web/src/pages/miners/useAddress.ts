import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";

import type { ViewBody } from "~/api/schema";
import { BY_NAME, type Sorting } from "~/pages/miners/list/sorting";
import type { MinersSearch } from "~/pages/miners/search";
import { settingsOf } from "~/pages/miners/views/views";

/** What the address says of the list, and what writes it. */
export interface Address extends Sorting {
  readonly filter: string;
  readonly view: number | undefined;
  readonly setFilter: (filter: string) => void;
  readonly setSorting: (sorting: Sorting) => void;
  /** Show the list as a view keeps it; null forgets the view and leaves the list as it is. */
  readonly openView: (view: ViewBody | null) => void;
  readonly leaveSite: () => void;
}

/** The address of the page as its state. */
export function useAddress(): Address {
  const { filter = "", sort = BY_NAME.sort, descending = false, view } = useSearch({ from: "/inside/miners" });
  const navigate = useNavigate({ from: "/miners" });
  return useMemo(() => {
    const write = (change: MinersSearch & { site?: undefined }) => void navigate({ to: "/miners", search: (old) => ({ ...old, ...change }) });
    return {
      filter,
      sort,
      descending,
      view,
      setFilter: (next) => write({ filter: next === "" ? undefined : next }),
      setSorting: (next) => write(sortingParams(next)),
      openView: (next) => {
        if (next === null) write({ view: undefined });
        else write({ view: next.id, filter: next.filter === "" ? undefined : next.filter, ...sortingParams(settingsOf(next)) });
      },
      leaveSite: () => write({ site: undefined }),
    };
  }, [filter, sort, descending, view, navigate]);
}

/** The usual order is not written. */
function sortingParams({ sort, descending }: Sorting): Pick<MinersSearch, "sort" | "descending"> {
  const isUsual = sort === BY_NAME.sort && !descending;
  return { sort: isUsual ? undefined : sort, descending: descending ? true : undefined };
}
