import { Skeleton, Stack, Text } from "@mantine/core";
import { IconServerOff } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";

import { bootstrapQuery } from "~/app/session";
import { nodesQuery } from "~/features/nodes/nodesQuery";
import { useFollow } from "~/live/live";
import { NodePanel } from "~/pages/nodes/NodePanel";
import { EmptyState } from "~/ui/EmptyState";
import { Page } from "~/ui/Page";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { count } from "~/units/format";

const WISH = { topics: ["nodes"] } as const;

/** Every fleet node: whether it is in contact, what it owns, and the driver plugins it runs. */
export function NodesPage() {
  useFollow(WISH);
  const { data: bootstrap } = useSuspenseQuery(bootstrapQuery);
  const { data: nodes, error, refetch, isPending } = useQuery(nodesQuery);
  return (
    <Page title="Nodes" aside={nodes && nodes.length > 1 ? `${count(nodes.length)} nodes` : undefined}>
      <Stack gap="md">
        {bootstrap.mode === "combined" && (
          <Text size="sm" c="dimmed">
            Server and fleet node run in one process here, so there is this one node. It is in contact whenever this page is served.
          </Text>
        )}
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {isPending && <Skeleton height={320} radius="md" />}
        {nodes?.length === 0 && (
          <EmptyState icon={IconServerOff} title="No node has reported yet">
            A fleet node stands next to the miners and owns all miner I/O. Once one has made contact with this server, it is listed here.
          </EmptyState>
        )}
        {nodes?.map((node) => (
          <NodePanel key={node.id} node={node} />
        ))}
      </Stack>
    </Page>
  );
}
