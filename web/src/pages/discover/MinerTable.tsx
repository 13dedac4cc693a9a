import { Checkbox } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect } from "react";

import { has, toggled, type Selection } from "~/features/selection/selection";
import type { Found } from "~/pages/discover/found";
import { MinerRow } from "~/pages/discover/MinerRow";
import classes from "~/pages/discover/MinerTable.module.css";
import { useListTop } from "~/pages/discover/useListTop";
import { useRowKeys } from "~/pages/discover/useRowKeys";
import type { Span } from "~/pages/discover/useWaiting";

interface Props {
  readonly label: string;
  readonly total: number;
  readonly at: (index: number) => Found | undefined;
  /** Miners first seen at or after this are marked as new; null marks none. */
  readonly newSinceMs: number | null;
  readonly selection: Selection;
  readonly selectable: boolean;
  readonly onSelect: (selection: Selection) => void;
  /** Everything in the list, or nothing. */
  readonly onSelectAll: (all: boolean) => void;
  readonly chosen: number;
  /** Which rows are near the viewport. */
  readonly onSpan: (span: Span) => void;
}

const ROW_PX = 53;
const OVERSCAN = 10;

/** A list of miners to choose from; only rows near the viewport are in the page. */
export function MinerTable({ label, total, at, newSinceMs, selection, selectable, onSelect, onSelectAll, chosen, onSpan }: Props) {
  const { list, top } = useListTop();
  const rows = useWindowVirtualizer({ count: total, estimateSize: () => ROW_PX, overscan: OVERSCAN, scrollMargin: top });
  const shown = rows.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => onSpan({ first, last }), [first, last, onSpan]);
  const focused = useRowKeys(list, total, rows.scrollToIndex);
  const toggle = (id: number): void => onSelect(toggled(selection, id));
  return (
    <div role="table" aria-label={label} aria-rowcount={total + 1} className={classes.table}>
      <div role="row" aria-rowindex={1} className={`${classes.row ?? ""} ${classes.head ?? ""}`}>
        <div role="columnheader">
          <Checkbox
            aria-label={`Select all ${total}`}
            disabled={!selectable || total === 0}
            checked={total > 0 && chosen === total}
            indeterminate={chosen > 0 && chosen < total}
            onChange={(event) => onSelectAll(event.currentTarget.checked)}
          />
        </div>
        <div role="columnheader">Miner</div>
        <div role="columnheader">Address</div>
        <div role="columnheader">Pairing</div>
        <div role="columnheader">Node</div>
      </div>
      <div ref={list} role="rowgroup" className={classes.rows} style={{ height: rows.getTotalSize() }} onFocus={focused}>
        {shown.map((row) => {
          const miner = at(row.index);
          return (
            <div
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              role="row"
              aria-rowindex={row.index + 2}
              className={`${classes.row ?? ""} ${classes.body ?? ""}`}
              style={{ transform: `translateY(${row.start - top}px)` }}
            >
              {miner ? (
                <MinerRow miner={miner} isNew={newSinceMs !== null && miner.discoveredAtMs >= newSinceMs} checked={has(selection, miner.id)} selectable={selectable} onToggle={toggle} />
              ) : (
                <div role="cell" className={classes.reading}>
                  reading…
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
