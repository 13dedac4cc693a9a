import { defaultRangeExtractor, elementScroll, observeElementOffset, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useLayoutEffect, useRef, type RefObject } from "react";

import { revealing, stretchOf } from "~/pages/miners/list/stretch";
import type { Span } from "~/pages/miners/list/windows";

const OVERSCAN = 5;
/** Until the height of the view is known. */
const FIRST_IN_VIEW: Span = { first: 0, last: 24 };

interface Wish {
  readonly count: number;
  readonly rowHeight: number;
  /** What the sticky head covers at the top of the scroller. */
  readonly headHeight: number;
  readonly scroller: RefObject<HTMLElement | null>;
  /** A row that stays although it is out of sight: the focused one. */
  readonly kept: number | null;
}

/** Rows that exist now, of a list of any length. */
export interface VirtualRows {
  readonly indexes: readonly number[];
  readonly inView: Span;
  /** Height of the element that holds all rows. */
  readonly height: number;
  /** Where a row stands in that element. */
  readonly top: (index: number) => number;
  /** Scroll as little as needed until the row is in view. */
  readonly reveal: (index: number) => void;
  /** How many rows are in view. */
  readonly page: number;
}

/** Virtual rows of one fixed height, in a scroller with a sticky head. */
export function useVirtualRows({ count, rowHeight, headHeight, scroller, kept }: Wish): VirtualRows {
  const ratioNow = useRef(1); // the observer of the scroll offset is made once
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      if (kept === null || kept >= range.count || indexes.includes(kept)) return indexes;
      return [...indexes, kept].sort((a, b) => a - b);
    },
    [kept],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing is compiled here, and its functions are not passed on
  const virtualizer = useVirtualizer({
    count,
    overscan: OVERSCAN,
    estimateSize: () => rowHeight,
    getScrollElement: () => scroller.current,
    observeElementOffset: (instance, tell) => observeElementOffset(instance, (offset, isScrolling) => tell(offset * ratioNow.current, isScrolling)),
    scrollToFn: (offset, options, instance) => elementScroll(offset / ratioNow.current, options, instance),
    rangeExtractor,
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const viewHeight = Math.max((virtualizer.scrollRect?.height ?? 0) - headHeight, 0);
  const { height, ratio } = stretchOf(count * rowHeight, viewHeight);
  useLayoutEffect(() => {
    ratioNow.current = ratio;
  }, [ratio]);
  const offset = virtualizer.scrollOffset ?? 0;
  const shift = offset - offset / ratio;
  const { range } = virtualizer;
  return {
    indexes: virtualizer.getVirtualIndexes(),
    inView: range ? { first: range.startIndex, last: range.endIndex } : FIRST_IN_VIEW,
    height,
    top: (index) => index * rowHeight - shift,
    reveal: (index) => {
      const element = scroller.current;
      if (element) element.scrollTop = revealing(index * rowHeight, rowHeight, element.scrollTop * ratio, viewHeight) / ratio;
    },
    page: Math.max(Math.floor(viewHeight / rowHeight) - 1, 1),
  };
}
