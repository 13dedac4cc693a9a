import { Button } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import type { ActivityBody, ActivityPage } from "~/api/schema";
import { DayHeading } from "~/pages/activity/DayHeading";
import { useDeviceNames } from "~/pages/activity/deviceNames";
import { EntryLine } from "~/pages/activity/EntryLine";
import { FoldedLine } from "~/pages/activity/FoldedLine";
import { itemsOf, type Item, type Line } from "~/pages/activity/lines";
import classes from "~/pages/activity/Timeline.module.css";
import { dayOf } from "~/units/zoned";

interface Props {
  readonly pages: readonly ActivityPage[];
  readonly entries: readonly ActivityBody[];
  readonly timeZone: string | undefined;
  /** Whether there are older entries than these. */
  readonly more: boolean;
  readonly loading: boolean;
  readonly onMore: () => void;
}

const LINE_PX = 40;
const OVERSCAN = 12;

/** The entries by day. Only what is near the viewport is in the page; older ones come as one goes down. */
export function Timeline({ pages, entries, timeZone, more, loading, onMore }: Props) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const names = useDeviceNames(pages);
  const items = useMemo(() => itemsOf(entries, (atMs) => dayOf(atMs, timeZone), opened), [entries, timeZone, opened]);
  const { list, top } = useTop();
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => LINE_PX,
    overscan: OVERSCAN,
    scrollMargin: top,
    getItemKey: (index) => items[index]?.key ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && !loading && last >= items.length - 1) onMore();
  }, [more, loading, last, items.length, onMore]);
  const toggle = useCallback((line: Line) => setOpened((old) => flipped(old, line)), []);

  const show = (item: Item) => {
    if (item.kind === "day") return <DayHeading day={item.day} timeZone={timeZone} />;
    if (item.kind === "entry") return <EntryLine entry={item.entry} names={names} timeZone={timeZone} within />;
    if (item.line.entries.length === 1) return <EntryLine entry={item.line.entries[0]} names={names} timeZone={timeZone} />;
    return <FoldedLine line={item.line} open={item.open} timeZone={timeZone} onToggle={toggle} />;
  };
  return (
    <>
      <div ref={list} className={classes.list} role="list" aria-label="Entries, newest first" style={{ height: rows.getTotalSize() }}>
        {shown.map((row) => {
          const item = items[row.index];
          return (
            item && (
              <div
                key={row.key}
                ref={rows.measureElement}
                data-index={row.index}
                role="listitem"
                className={classes.item}
                style={{ transform: `translateY(${row.start - top}px)` }}
              >
                {show(item)}
              </div>
            )
          );
        })}
      </div>
      {more && (
        <Button variant="default" loading={loading} onClick={onMore} className={classes.more ?? ""}>
          Load older entries
        </Button>
      )}
    </>
  );
}

/** Where the list begins on the page. */
function useTop() {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, []);
  return { list, top };
}

/** A line is open while one of its entries is in the set: it may grow at both ends. */
function flipped(opened: ReadonlySet<number>, line: Line): ReadonlySet<number> {
  const ids = line.entries.map((entry) => entry.id);
  if (ids.some((id) => opened.has(id))) return new Set([...opened].filter((id) => !ids.includes(id)));
  return new Set([...opened, line.entries[0].id]);
}
