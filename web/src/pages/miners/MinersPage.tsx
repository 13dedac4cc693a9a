import { useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useCallback, useState } from "react";

import { Problem } from "~/api/problem";
import { isOnNode } from "~/app/mode";
import { useScope } from "~/app/scope";
import { FilterInput } from "~/features/filter/FilterInput";
import { isNothing } from "~/features/selection/selection";
import { SelectionBar } from "~/features/selection/SelectionBar";
import { useSelection } from "~/features/selection/useSelection";
import { ColumnsButton } from "~/pages/miners/columns/ColumnsButton";
import { useColumns } from "~/pages/miners/columns/useColumns";
import { MinerGrid } from "~/pages/miners/list/MinerGrid";
import classes from "~/pages/miners/MinersPage.module.css";
import { NoMiners } from "~/pages/miners/NoMiners";
import { SortMenu } from "~/pages/miners/SortMenu";
import { StatusChips } from "~/pages/miners/StatusChips";
import { Totals } from "~/pages/miners/Totals";
import { useAddress } from "~/pages/miners/useAddress";
import { useList } from "~/pages/miners/useList";
import { ViewMenu } from "~/pages/miners/views/ViewMenu";
import { Page } from "~/ui/Page";
import { ProblemAlert } from "~/ui/ProblemAlert";

const NARROW = "(max-width: 48em)";

/** The list of all miners: found by a filter, chosen, and acted upon. */
export function MinersPage() {
  const address = useAddress();
  const scope = useScope();
  const { list, shown, error, retry } = useList();
  const { keys, columns, choose } = useColumns();
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const selecting = useSelection(list.filter);
  const [read, setRead] = useState<{ total: number; error: Error | null }>({ total: 0, error: null });
  const [commandsOpened, setCommandsOpened] = useState(false);

  const onRead = useCallback((total: number, problem: Error | null) => setRead({ total, error: problem }), []);
  const command = (id: number | undefined) => {
    if (isNothing(selecting.selection) && id !== undefined) selecting.toggle(id);
    setCommandsOpened(true);
  };
  const complain = (problem: unknown) => notifications.show({ color: "red", title: "Nothing was selected", message: Problem.from(problem).message });
  const isEmpty = shown !== null && read.total === 0 && error === null;

  return (
    <div className={classes.page}>
      <Page title="Miners" aside={shown && <Totals filter={shown.filter} total={read.total} />}>
        <div className={classes.tools}>
          <FilterInput label="Filter" value={address.filter} scope={scope.filter} onApply={address.setFilter} />
          {!isOnNode() && (
            <ViewMenu
              now={{ ...address, columns: keys }}
              chosen={address.view}
              onChoose={(view) => {
                address.openView(view);
                if (view !== null && view.columns.length > 0) choose(view.columns);
              }}
            />
          )}
          {isNarrow ? <SortMenu sorting={address} onSort={address.setSorting} /> : <ColumnsButton keys={keys} onChange={choose} />}
        </div>
        <StatusChips filter={address.filter} scope={scope.filter} isLater={shown !== list} />
        <ProblemAlert error={error ?? read.error} onRetry={retry} />
        {isEmpty && <NoMiners address={address} site={scope.site?.name ?? null} />}
        {shown && (
          <MinerGrid
            list={shown}
            total={read.total}
            isStale={shown !== list}
            isHidden={isEmpty}
            columns={columns}
            asCards={isNarrow}
            selecting={selecting}
            onSort={address.setSorting}
            onCommand={command}
            onRead={onRead}
            onProblem={complain}
          />
        )}
        <SelectionBar selecting={selecting} total={read.total} filter={list.filter} commandsOpened={commandsOpened} onCommandsOpened={setCommandsOpened} />
      </Page>
    </div>
  );
}
