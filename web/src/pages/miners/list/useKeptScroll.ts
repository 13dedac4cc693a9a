import { useLayoutEffect, useRef, type RefObject } from "react";

/** Where somebody was in which list when they left the page. */
let left: { readonly list: string; readonly top: number } | null = null;

/** Begin each list at its top, but come back to where one was: from the page of a miner, say. */
export function useKeptScroll(scroller: RefObject<HTMLElement | null>, list: string): void {
  const now = useRef(list);
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: left?.list === list ? left.top : 0 });
    left = null;
    now.current = list;
  }, [scroller, list]);
  useLayoutEffect(() => {
    const element = scroller.current;
    return () => {
      if (element) left = { list: now.current, top: element.scrollTop };
    };
  }, [scroller]);
}
