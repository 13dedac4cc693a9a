import { useLayoutEffect, useRef, useState, type RefObject } from "react";

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
  readonly note: (focused: FocusedRow) => void;
}

/** Lead the browser's focus after `focused`, which the caller keeps. */
export function useRowFocus(
  body: RefObject<HTMLElement | null>,
  focused: FocusedRow | null,
  keep: (focused: FocusedRow) => void,
  rows: Rows,
  virtual: VirtualRows,
): RowFocus {
  const [asked, setAsked] = useState(0);
  const index = useRef(0);
  useLayoutEffect(() => {
    if (asked > 0) body.current?.querySelector<HTMLElement>(`[data-index="${index.current}"]`)?.focus({ preventScroll: true });
  }, [asked, body]);
  return {
    moveTo: (wanted) => {
      const target = Math.min(Math.max(wanted, 0), rows.total - 1);
      if (target < 0) return;
      virtual.reveal(target);
      index.current = target;
      keep({ index: target, id: rows.at(target)?.id });
      setAsked((times) => times + 1);
    },
    note: (now) => {
      if (focused?.index !== now.index || focused.id !== now.id) keep(now);
    },
  };
}
