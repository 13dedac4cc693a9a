import { useCallback, useState } from "react";

import { useCan } from "~/app/session";
import { NOTHING, type Selection } from "~/features/selection/selection";
import type { Found } from "~/pages/discover/found";
import { MinerTable } from "~/pages/discover/MinerTable";
import { SelectionBar } from "~/pages/discover/SelectionBar";
import type { Span } from "~/pages/discover/useWaiting";

interface Props {
  readonly rows: readonly Found[];
  /** When the scan began: what was never seen before is new. */
  readonly startedAtMs: number;
  /** Ids of the rows near the viewport. */
  readonly onVisible: (ids: readonly number[]) => void;
}

/** What a scan found, to choose from. */
export function FoundList({ rows, startedAtMs, onVisible }: Props) {
  const can = useCan();
  const [selection, select] = useState<Selection>(NOTHING);
  const setSpan = useCallback(
    ({ first, last }: Span) => onVisible(rows.slice(first, last + 1).map((row) => row.id)),
    [rows, onVisible],
  );
  const chosen = selection.kind === "ids" ? selection.ids.size : 0;
  return (
    <>
      <SelectionBar selection={selection} count={chosen} onClear={() => select(NOTHING)} />
      <MinerTable
        label="Miners that the scan found"
        total={rows.length}
        at={(index) => rows[index]}
        newSinceMs={startedAtMs}
        selection={selection}
        selectable={can("pair_devices")}
        chosen={chosen}
        onSelect={select}
        onSelectAll={(all) => select(all ? { kind: "ids", ids: new Set(rows.map((row) => row.id)) } : NOTHING)}
        onSpan={setSpan}
      />
    </>
  );
}
