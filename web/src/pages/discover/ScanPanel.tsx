import { IconRadarOff } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import { KEYS } from "~/api/queries";
import type { DiscoveryBody } from "~/api/schema";
import { GROUPS, narrowed } from "~/pages/discover/found";
import { FoundList } from "~/pages/discover/FoundList";
import { GroupChips } from "~/pages/discover/GroupChips";
import { runs } from "~/pages/discover/queries";
import { ScanHead } from "~/pages/discover/ScanHead";
import type { DiscoverSearch } from "~/pages/discover/search";
import { targetWords } from "~/pages/discover/targets";
import { useFound } from "~/pages/discover/useFound";
import { usePairingEnd } from "~/pages/discover/usePairingEnd";
import { EmptyState } from "~/ui/EmptyState";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly scan: DiscoveryBody;
  readonly search: DiscoverSearch;
  readonly onAgain: (scan: DiscoveryBody) => void;
}

/** One scan: how far it is, and what it found, as it finds it. */
export function ScanPanel({ scan, search, onAgain }: Props) {
  const client = useQueryClient();
  const [visible, setVisible] = useState<readonly number[]>([]);
  const { sofar, error, again } = useFound(scan, visible);
  usePairingEnd(search.pairing, again);
  useEffect(() => void client.invalidateQueries({ queryKey: [KEYS.summary] }), [client, scan.devices_found]);
  const { show, model } = search;
  const part = useMemo(() => narrowed(sofar.rows, scan.started_at_ms, show, model), [sofar, scan.started_at_ms, show, model]);
  return (
    <Panel title={`Scan of ${targetWords(scan.targets)}`} flush>
      <ScanHead scan={scan} onAgain={onAgain} />
      <ProblemAlert error={error} />
      {sofar.rows.length === 0 && !runs(scan.state) && (
        <EmptyState icon={IconRadarOff} title="This scan found no miners">
          Check that the addresses are right, that the miners have power, and that their network can be reached from the node.
        </EmptyState>
      )}
      {sofar.rows.length > 0 && (
        <>
          <GroupChips
            total={sofar.rows.length}
            groups={GROUPS.map(({ key, label }) => ({ key, label, count: part.groups.get(key) ?? 0 }))}
            models={[...part.models].map(([name, count]) => ({ model: name, count }))}
            show={show}
            model={model}
          />
          <FoundList key={`${show ?? ""} ${model ?? ""}`} rows={part.rows} startedAtMs={scan.started_at_ms} onVisible={setVisible} />
        </>
      )}
    </Panel>
  );
}
