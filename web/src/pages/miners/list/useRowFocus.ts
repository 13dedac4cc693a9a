import { useLayoutEffect, useRef, type RefObject } from "react";

import type { Rows } from "~/pages/miners/list/useRows";
import type { VirtualRows } from "~/pages/miners/list/useVirtualRows";

/** The row that the keyboard is at: a miner, and where it stood when it was chosen. */
export interface FocusedRow {
  readonly index: number;
  readonly id: number | undefined;
}

/** Where the focused miner stands now, among rows near the viewport; where it stood, if it is not there. */
export function indexOf(focused: FocusedRow | null, rows: Rows, indexes: readonly number[]): number | null {
  if (focused === null) return null;
  if (focused.id === undefined || rows.at(focused.index)?.id === focused.id) return focused.index;
  return indexes.find((index) => rows.at(index)?.id === focused.id) ?? focused.index;
}

/** Moves the focus from row to row, and scrolls so that it is seen. */
export interface RowFocus {
  readonly moveTo: (index: number) => void;
  /** The row got the focus by itself: by a click or Tab. */
  readonly note: (index: number) => void;
}

/**
 * Lead the browser's focus after the row at `stop`, which is where the miner in `focused` stands: when keys
 * move on, and when that miner moves in the list.
 */
export function useRowFocus(
  body: RefObject<HTMLElement | null>,
  stop: number,
  focused: FocusedRow | null,
  keep: (focused: FocusedRow) => void,
  rows: Rows,
  total: number,
  virtual: VirtualRows,
): RowFocus {
  const isAsked = useRef(false);
  useLayoutEffect(() => {
    const isInside = body.current?.contains(document.activeElement) ?? false;
    if (!isAsked.current && !isInside) return;
    isAsked.current = false;
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${stop}"]`);
    if (row && !row.contains(document.activeElement)) row.focus({ preventScroll: true });
  });
  const keepAt = (index: number) => keep({ index, id: rows.at(index)?.id });
  return {
    moveTo: (wanted) => {
      const target = Math.min(Math.max(wanted, 0), total - 1);
      if (target < 0) return;
      virtual.reveal(target);
      isAsked.current = true;
      keepAt(target);
    },
    note: (index) => {
      if (index !== stop || focused === null) keepAt(index);
    },
  };
}
