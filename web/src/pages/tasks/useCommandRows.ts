import { useQueries } from "@tanstack/react-query";
import { useWindowVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState, type RefObject } from "react";

import type { CommandBody, CommandState } from "~/api/schema";
import { commandsQuery, WINDOW } from "~/features/tasks/queries";

const OVERSCAN = 8;
const USUAL_ROW_PX = 52;

/** Commands of a task that are near the viewport, of any number. */
export interface CommandRows {
  readonly list: RefObject<HTMLDivElement | null>;
  readonly virtualizer: Virtualizer<Window, Element>;
  /** Undefined while it is on its way. */
  readonly at: (index: number) => CommandBody | undefined;
  readonly error: unknown;
  readonly refetch: () => void;
}

/** Rows that scroll with the page. Only windows near the viewport are read, and kept fresh. */
export function useCommandRows(batchId: string, states: readonly CommandState[], total: number): CommandRows {
  const list = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setScrollMargin(Math.round((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY));
    measure();
    const watcher = new ResizeObserver(measure); // what stands above may wrap
    watcher.observe(document.body);
    return () => watcher.disconnect();
  }, []);
  const virtualizer = useWindowVirtualizer({ count: total, overscan: OVERSCAN, estimateSize: () => USUAL_ROW_PX, scrollMargin });
  const items = virtualizer.getVirtualItems();
  const first = Math.floor((items[0]?.index ?? 0) / WINDOW);
  const last = Math.floor((items.at(-1)?.index ?? 0) / WINDOW);
  const pages = Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  const results = useQueries({ queries: pages.map((page) => commandsQuery(batchId, states, page)) });
  const failed = results.find((result) => result.error !== null);
  return {
    list,
    virtualizer,
    at: (index) => results[Math.floor(index / WINDOW) - first]?.data?.commands[index % WINDOW],
    error: failed?.error ?? null,
    refetch: () => void failed?.refetch(),
  };
}
