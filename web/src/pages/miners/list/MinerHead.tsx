import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";

import type { Column } from "~/pages/miners/columns/columns";
import classes from "~/pages/miners/list/MinerList.module.css";
import type { Sorting } from "~/pages/miners/list/sorting";

interface Props {
  readonly columns: readonly Column[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  /** Of all that match: none, all, or some are selected. */
  readonly selected: "none" | "some" | "all";
  readonly onSelectAll: () => void;
  readonly allLabel: string;
}

/** Names of the columns, which sort the list, and the box that selects all that match. */
export function MinerHead({ columns, sorting, onSort, selected, onSelectAll, allLabel }: Props) {
  return (
    <div role="row" aria-rowindex={1} className={classes.head}>
      <span role="columnheader" className={classes.check}>
        <input
          type="checkbox"
          aria-label={allLabel}
          title={allLabel}
          checked={selected === "all"}
          ref={(box) => {
            if (box) box.indeterminate = selected === "some";
          }}
          onChange={onSelectAll}
        />
      </span>
      <Heading label="Name" sort="name" numeric={false} className={classes.name} sorting={sorting} onSort={onSort} />
      {columns.map(({ key, label, sort, numeric }) => (
        <Heading key={key} label={label} sort={sort} numeric={numeric} className={numeric ? classes.figure : classes.cell} sorting={sorting} onSort={onSort} />
      ))}
    </div>
  );
}

interface HeadingProps extends Pick<Column, "label" | "sort" | "numeric">, Pick<Props, "sorting" | "onSort"> {
  readonly className: string | undefined;
}

function Heading({ label, sort, numeric, className, sorting, onSort }: HeadingProps) {
  if (sort === null) {
    return (
      <span role="columnheader" className={className}>
        {label}
      </span>
    );
  }
  const isSorted = sorting.sort === sort;
  const Arrow = sorting.descending ? IconArrowDown : IconArrowUp;
  return (
    <span role="columnheader" className={className} aria-sort={isSorted ? (sorting.descending ? "descending" : "ascending") : "none"}>
      <button type="button" data-sorted={isSorted || undefined} onClick={() => onSort({ sort, descending: isSorted ? !sorting.descending : numeric })}>
        {label}
        {isSorted && <Arrow size={14} aria-hidden />}
      </button>
    </span>
  );
}
