import { Skeleton, Stack, Text } from "@mantine/core";
import { IconServerOff } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { bootstrapQuery, useCan } from "~/app/session";
import { nodesQuery } from "~/features/nodes/nodesQuery";
import { useFollow } from "~/live/live";
import { AskingPanel } from "~/pages/nodes/enrolling/AskingPanel";
import { LetIn } from "~/pages/nodes/enrolling/LetIn";
import { NodePanel } from "~/pages/nodes/NodePanel";
import { TransfersPanel } from "~/pages/nodes/transfers/TransfersPanel";
import { EmptyState } from "~/ui/EmptyState";
import { Page } from "~/ui/Page";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { count } from "~/units/format";

const WISH = { topics: ["nodes"] } as const;
const ENROLLMENT = "enrollment";

/** Every fleet node: whether it is in contact, who it is, what it owns, what waits on it, and its plugins. */
export function NodesPage() {
  useFollow(WISH);
  const can = useCan();
  const { data: bootstrap } = useSuspenseQuery(bootstrapQuery);
  const { data: nodes, error, refetch, isPending } = useQuery(nodesQuery);
  const letsIn = bootstrap.features.includes(ENROLLMENT) && can("manage_settings");
  return (
    <Page title="Nodes" aside={nodes && nodes.length > 1 ? `${count(nodes.length)} nodes` : undefined} actions={letsIn && <LetIn />}>
      <Stack gap="md">
        {bootstrap.mode === "combined" && (
          <Text size="sm" c="dimmed">
            Server and fleet node run in one process here, so there is this one node. It is in contact whenever this page is served.
          </Text>
        )}
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {letsIn && <AskingPanel />}
        {nodes && <TransfersPanel nodes={nodes} />}
        {isPending && <Skeleton height={320} radius="md" />}
        {nodes?.length === 0 && (
          <EmptyState icon={IconServerOff} title="No node yet">
            {letsIn
              ? "A fleet node stands next to the miners and owns all miner I/O. Enroll one: it dials out to this server, and nothing dials in."
              : "A fleet node stands next to the miners and owns all miner I/O. An admin can enroll one."}
          </EmptyState>
        )}
        {nodes?.map((node) => (
          <NodePanel key={node.id} node={node} hasOthers={nodes.length > 1} />
        ))}
      </Stack>
    </Page>
  );
}
