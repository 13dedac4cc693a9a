import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef } from "react";

import type { Selecting } from "~/features/selection/useSelection";
import type { Column } from "~/pages/miners/columns/columns";
import type { RowActs } from "~/pages/miners/list/act";
import { columnLayout } from "~/pages/miners/list/layout";
import { MinerHead } from "~/pages/miners/list/MinerHead";
import classes from "~/pages/miners/list/MinerList.module.css";
import { MinerRows } from "~/pages/miners/list/MinerRows";
import { idsBetween } from "~/pages/miners/list/range";
import type { Sorting } from "~/pages/miners/list/sorting";
import { useKeptScroll } from "~/pages/miners/list/useKeptScroll";
import type { MinerList } from "~/pages/miners/list/windows";

interface Props {
  readonly list: MinerList;
  readonly total: number;
  /** Another list is on its way. */
  readonly isStale: boolean;
  /** There are no rows: they are awaited out of sight. */
  readonly isHidden: boolean;
  readonly columns: readonly Column[];
  readonly asCards: boolean;
  readonly selecting: Selecting;
  readonly onSort: (sorting: Sorting) => void;
  readonly onCommand: RowActs["command"];
  readonly onRead: (total: number, error: Error | null) => void;
  readonly onProblem: (error: unknown) => void;
}

/** All miners of a list, whatever their number: a grid of which the rows near the viewport exist. */
export function MinerGrid({ list, total, isStale, isHidden, columns, asCards, selecting, onSort, onCommand, onRead, onProblem }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const { site } = useSearch({ from: "__root__" });
  const key = [list.filter, list.sort, list.descending, asCards].join("\n");
  useKeptScroll(scroller, key);
  const layout = useMemo(() => columnLayout(columns), [columns]);
  const hrefOf = useCallback((id: number) => (site === undefined ? `/miners/${id}` : `/miners/${id}?site=${site}`), [site]);
  const { selection } = selecting;
  const acts: RowActs = {
    open: (deviceId) => void navigate({ to: "/miners/$deviceId", params: { deviceId } }),
    toggle: selecting.toggle,
    extend: (from, to) => void idsBetween(list, from, to).then(selecting.add, onProblem),
    command: onCommand,
  };
  const count = selecting.count(total);
  return (
    <div
      ref={scroller}
      hidden={isHidden}
      role="grid"
      aria-label="Miners"
      aria-multiselectable
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 2}
      aria-busy={isStale}
      className={classes.scroller}
      data-cards={asCards || undefined}
      style={asCards ? undefined : layout}
    >
      {!asCards && (
        <div role="rowgroup" className={classes.headGroup}>
          <MinerHead
            columns={columns}
            sorting={list}
            onSort={onSort}
            selected={count === 0 ? "none" : count === total && selection.kind === "matching" ? "all" : "some"}
            onSelectAll={() => (count === 0 ? selecting.all() : selecting.clear())}
            allLabel={count === 0 ? "Select all that match" : "Clear the selection"}
          />
        </div>
      )}
      <MinerRows
        key={key}
        list={list}
        columns={columns}
        asCards={asCards}
        scroller={scroller}
        selection={selection}
        acts={acts}
        hrefOf={hrefOf}
        onRead={onRead}
      />
    </div>
  );
}
