import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { useCan } from "~/app/session";
import { countsQuery, summaryQuery } from "~/features/fleet/queries";
import { pairingFilter, WAITING } from "~/features/pairing/pairingStates";
import { NOTHING, size, type Selection } from "~/features/selection/selection";
import { GroupChips } from "~/pages/discover/GroupChips";
import { MinerTable } from "~/pages/discover/MinerTable";
import type { DiscoverSearch } from "~/pages/discover/search";
import { SelectionBar } from "~/pages/discover/SelectionBar";
import { useWaiting, type Span } from "~/pages/discover/useWaiting";
import { WAITING_GROUPS, waitingFilter } from "~/pages/discover/waitingGroups";
import { EmptyState } from "~/ui/EmptyState";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { TextLink } from "~/ui/TextLink";

const EVERYTHING = pairingFilter(WAITING);
const TOP: Span = { first: 0, last: 0 };

/** Every miner that was found at any time and waits for somebody to pair it. */
export function WaitingPanel({ search }: { readonly search: DiscoverSearch }) {
  const filter = waitingFilter(search.show, search.model);
  return <Waiting key={filter} filter={filter} search={search} />;
}

function Waiting({ filter, search }: { readonly filter: string; readonly search: DiscoverSearch }) {
  const can = useCan();
  const [span, setSpan] = useState(TOP);
  const [selection, select] = useState<Selection>(NOTHING);
  const { data: sums } = useQuery(summaryQuery(EVERYTHING));
  const { data: models } = useQuery(countsQuery("model", waitingFilter(search.show, undefined)));
  const { total, error, at } = useWaiting(filter, span);
  const chosen = size(selection, total ?? 0);
  if (sums?.devices === 0 && total === 0 && search.show === undefined && search.model === undefined) return <NoneWait />;
  return (
    <Panel title="Waiting for pairing" flush>
      <GroupChips
        total={sums?.devices ?? 0}
        groups={WAITING_GROUPS.map(({ key, label, status }) => ({ key, label, count: sums?.by_pairing[status] ?? 0 }))}
        models={models?.values.map(({ value, count }) => ({ model: value, count })) ?? []}
        show={search.show}
        model={search.model}
      />
      <ProblemAlert error={error} />
      <SelectionBar selection={selection} count={chosen} onClear={() => select(NOTHING)} />
      <MinerTable
        label="Miners that wait for pairing"
        total={total ?? 0}
        at={at}
        newSinceMs={null}
        selection={selection}
        selectable={can("pair_devices")}
        chosen={chosen}
        onSelect={select}
        onSelectAll={(all) => select(all ? { kind: "matching", filter, except: new Set() } : NOTHING)}
        onSpan={setSpan}
      />
    </Panel>
  );
}

function NoneWait() {
  return (
    <Panel title="Waiting for pairing">
      <EmptyState icon={IconCircleCheck} title="No miner waits for pairing">
        Every miner that was found has an owner with a login that works: they are all on <TextLink to="/miners">Miners</TextLink>. Scan again
        when new ones are racked.
      </EmptyState>
    </Panel>
  );
}
