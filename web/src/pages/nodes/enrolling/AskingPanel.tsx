import { useQuery } from "@tanstack/react-query";

import { Asking } from "~/pages/nodes/enrolling/Asking";
import { enrollmentsQuery } from "~/pages/nodes/queries";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Nodes that wait for an admin, or that were approved and have not come back yet. Nothing where there are none. */
export function AskingPanel() {
  const { data, error } = useQuery(enrollmentsQuery);
  const asking = (data ?? []).filter(({ state }) => state === "PENDING" || state === "CONFIRMED");
  if (error) return <ProblemAlert error={error} />;
  if (asking.length === 0) return null;
  return (
    <Panel title="Nodes that ask to be let in" flush>
      {asking.map((each) => (
        <Asking key={each.id} enrollment={each} />
      ))}
    </Panel>
  );
}
