import { Select } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import type { SummaryBody } from "~/api/schema";
import { sitesQuery, type Scope } from "~/app/scope";
import { countIn } from "~/domain/commandStates";
import { nodesQuery } from "~/features/nodes/nodesQuery";
import { openTasksQuery } from "~/features/tasks/queries";
import classes from "~/pages/overview/Attention.module.css";
import { CauseRow } from "~/pages/overview/CauseRow";
import { causes, nodeTroubles } from "~/pages/overview/causes";
import { NodeRow } from "~/pages/overview/NodeRow";
import { GROUPINGS } from "~/pages/overview/search";
import { SignatureRow } from "~/pages/overview/SignatureRow";
import { Panel } from "~/ui/Panel";

interface Props {
  readonly all: SummaryBody;
  readonly paired: SummaryBody;
  readonly scope: Scope;
}

/** What asks for a person, the most urgent first, each with exactly its miners. */
export function AttentionPanel({ all, paired, scope }: Props) {
  const search = useSearch({ from: "/inside/" });
  const navigate = useNavigate({ from: "/" });
  const sites = useQuery(sitesQuery).data ?? [];
  const by = search.by ?? (scope.site === null && sites.length > 1 ? "site" : "rack");
  const found = causes(all, paired, scope.filter, by);
  const nodes = nodeTroubles(useQuery(nodesQuery).data ?? [], scope.site?.id ?? null);
  const unsigned = (useQuery(openTasksQuery).data ?? []).filter((batch) => countIn(batch, ["AWAITING_COSIGN"]) > 0);
  const choice = (
    <Select
      aria-label="Offline miners by"
      size="xs"
      w={150}
      data={GROUPINGS.map((value) => ({ value, label: `Offline by ${value}` }))}
      value={by}
      onChange={(value) => void navigate({ search: (old) => ({ ...old, by: GROUPINGS.find((each) => each === value) }), replace: true })}
    />
  );
  return (
    <Panel title="Needs attention first" flush actions={found.some(({ key }) => key === "OFFLINE") && choice}>
      {found.length + nodes.length + unsigned.length === 0 ? (
        <div className={classes.fine}>
          <IconCircleCheck size={18} aria-hidden />
          Nothing needs attention.
        </div>
      ) : (
        <ul className={classes.list}>
          {unsigned.map((batch) => (
            <SignatureRow key={batch.id} batch={batch} />
          ))}
          {nodes.map((trouble) => (
            <NodeRow key={trouble.key} trouble={trouble} scope={scope.filter} />
          ))}
          {found.map((cause) => (
            <CauseRow key={cause.key} cause={cause} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
