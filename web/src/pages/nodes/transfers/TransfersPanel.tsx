import { useQuery } from "@tanstack/react-query";

import type { NodeBody } from "~/api/schema";
import { TransferLine } from "~/pages/nodes/transfers/TransferLine";
import { transfersQuery } from "~/pages/nodes/queries";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Miners on their way to another node. Nothing where there are none. */
export function TransfersPanel({ nodes }: { readonly nodes: readonly NodeBody[] }) {
  const { data, error } = useQuery(transfersQuery);
  if (error) return <ProblemAlert error={error} />;
  if (data === undefined || data.length === 0) return null;
  return (
    <Panel title="Miners on their way" flush>
      {data.map((each) => (
        <TransferLine key={`${each.from_node_id} ${each.to_node_id} ${each.asked_at_ms}`} transfer={each} nodes={nodes} />
      ))}
    </Panel>
  );
}
