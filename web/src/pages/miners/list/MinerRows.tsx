import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type MouseEvent, type RefObject } from "react";

import { useRowHeight } from "~/app/preferences";
import { has, isNothing, type Selection } from "~/features/selection/selection";
import { useKeys } from "~/keys/keys";
import type { Column } from "~/pages/miners/columns/columns";
import type { RowActs } from "~/pages/miners/list/act";
import classes from "~/pages/miners/list/MinerList.module.css";
import { MinerRow } from "~/pages/miners/list/MinerRow";
import { indexOf, useRowFocus, type FocusedRow } from "~/pages/miners/list/useRowFocus";
import { knownTotal, useRows } from "~/pages/miners/list/useRows";
import { useVirtualRows } from "~/pages/miners/list/useVirtualRows";
import type { MinerList } from "~/pages/miners/list/windows";

const CARD_HEIGHT = 60;

interface Props {
  readonly list: MinerList;
  readonly columns: readonly Column[];
  readonly asCards: boolean;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly selection: Selection;
  readonly acts: RowActs;
  readonly hrefOf: (id: number) => string;
  /** How many match, and why rows are missing if they are. */
  readonly onRead: (total: number, error: Error | null) => void;
}

/** The rows of one list near the viewport, and the keys and clicks that they understand. */
export function MinerRows({ list, columns, asCards, scroller, selection, acts, hrefOf, onRead }: Props) {
  const body = useRef<HTMLDivElement>(null);
  const client = useQueryClient();
  const [total, setTotal] = useState(() => knownTotal(client, list));
  const [focused, setFocused] = useState<FocusedRow | null>(null);
  const rowHeight = useRowHeight(); // of the head too
  const virtual = useVirtualRows({
    count: total,
    rowHeight: asCards ? CARD_HEIGHT : rowHeight,
    headHeight: asCards ? 0 : rowHeight,
    scroller,
    kept: focused?.index ?? null,
  });
  const rows = useRows(list, total, virtual.inView);
  if (rows.total !== null && rows.total !== total) setTotal(rows.total);
  const stop = indexOf(focused, rows, virtual.indexes) ?? virtual.inView.first;
  if (focused !== null && focused.index !== stop) setFocused({ ...focused, index: stop });
  const anchor = useRef<FocusedRow>(null);
  const focus = useRowFocus(body, stop, focused, setFocused, rows, total, virtual);
  useEffect(() => onRead(total, rows.error), [total, rows.error, onRead]);

  const onRow = (act: (id: number) => void, index = stop) => {
    const id = rows.at(index)?.id;
    if (id !== undefined) act(id);
  };
  const choose = (index: number, extends_: boolean) => {
    const from = extends_ ? indexOf(anchor.current, rows, virtual.indexes) : null;
    if (from === null) onRow(acts.toggle, index);
    else acts.extend(Math.min(from, index), Math.max(from, index));
    anchor.current = { index, id: rows.at(index)?.id };
  };
  const step = (by: number) => {
    rows.touch();
    focus.moveTo(focused === null ? stop : stop + by);
  };
  useKeys([
    { keys: "j", does: "Next miner (Enter opens it)", act: () => step(1) },
    { keys: "k", does: "Miner before", act: () => step(-1) },
    { keys: "x", does: "Select or unselect the miner (as Space does)", act: () => (focused === null ? step(0) : choose(stop, false)) },
    { keys: ".", does: "Commands of the selection or the miner", act: () => (focused === null && isNothing(selection) ? step(0) : acts.command(rows.at(stop)?.id)) },
  ]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, number> = {
      ArrowDown: stop + 1,
      ArrowUp: stop - 1,
      PageDown: stop + virtual.page,
      PageUp: stop - virtual.page,
      Home: 0,
      End: total - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) focus.moveTo(to);
    else if (event.key === "Enter") onRow(acts.open);
    else if (event.key === " ") choose(stop, event.shiftKey);
    else return;
    rows.touch();
    event.preventDefault();
  };
  const onClick = (event: MouseEvent) => {
    const [target, index] = rowOf(event);
    if (index === null || event.metaKey || event.ctrlKey) return;
    rows.touch();
    if (target.closest("input") || event.shiftKey) choose(index, event.shiftKey);
    else if (target.closest("a")) {
      event.preventDefault();
      onRow(acts.open, index);
    }
  };
  const onFocus = (event: FocusEvent) => {
    const [, index] = rowOf(event);
    if (index !== null) focus.note(index);
  };

  return (
    <div
      ref={body}
      role="rowgroup"
      className={`${classes.body ?? ""} live-value`}
      style={{ height: virtual.height }}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onFocus={onFocus}
      onPointerMove={rows.touch}
      onPointerDown={rows.touch}
    >
      {virtual.indexes.map((index) => {
        const device = rows.at(index);
        return (
          <MinerRow
            key={index}
            device={device}
            index={index}
            top={virtual.top(index)}
            columns={columns}
            asCard={asCards}
            isSelected={device !== undefined && has(selection, device.id)}
            isStop={index === stop}
            href={device === undefined ? "" : hrefOf(device.id)}
          />
        );
      })}
    </div>
  );
}

/** What was met, and the index of the row that it is in. */
function rowOf(event: { target: EventTarget }): [HTMLElement, number | null] {
  const target = event.target as HTMLElement;
  const row = target.closest<HTMLElement>("[data-index]");
  return [target, row === null ? null : Number(row.dataset["index"])];
}
