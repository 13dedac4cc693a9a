import { useMemo, useState } from "react";

import { NOTHING, size, toggled, withAll, type Selection } from "~/features/selection/selection";

/** A selection and what changes it. */
export interface Selecting {
  readonly selection: Selection;
  /** How many are selected, of so many that match now. */
  readonly count: (total: number) => number;
  readonly toggle: (id: number) => void;
  readonly add: (ids: Iterable<number>) => void;
  /** Select all that match, whoever that is when something is done to them. */
  readonly all: () => void;
  readonly clear: () => void;
}

/** What is selected in a list. Another filter begins with nothing. */
export function useSelection(filter: string): Selecting {
  const [kept, setKept] = useState({ filter, selection: NOTHING });
  if (kept.filter !== filter) setKept({ filter, selection: NOTHING });
  const { selection } = kept;
  return useMemo(() => {
    const change = (next: (selection: Selection) => Selection) => setKept((now) => ({ ...now, selection: next(now.selection) }));
    return {
      selection,
      count: (total) => size(selection, total),
      toggle: (id) => change((now) => toggled(now, id)),
      add: (ids) => change((now) => withAll(now, ids)),
      all: () => change(() => ({ kind: "matching", filter, except: new Set<number>() })),
      clear: () => change(() => NOTHING),
    };
  }, [selection, filter]);
}
