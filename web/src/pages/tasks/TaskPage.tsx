import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { Problem } from "~/api/problem";
import { countIn } from "~/domain/commandStates";
import { taskQuery } from "~/features/tasks/queries";
import { CommandList } from "~/pages/tasks/CommandList";
import { SignatureNotice } from "~/pages/tasks/SignatureNotice";
import { TaskActions } from "~/pages/tasks/TaskActions";
import { TaskSummary } from "~/pages/tasks/TaskSummary";
import { Age } from "~/ui/Age";
import { Page } from "~/ui/Page";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** One act: how far it is, and every command of it, failed ones first. Live until it has ended. */
export function TaskPage() {
  const { batchId } = useParams({ from: "/inside/tasks/$batchId" });
  const { data: batch, error, refetch } = useQuery(taskQuery(batchId));
  if (batch === undefined) {
    return (
      <Page title={error !== null && Problem.from(error).status === 404 ? "There is no such task" : "Task"}>
        {error === null ? <Skeleton height={320} radius="md" /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
      </Page>
    );
  }
  return (
    <Page
      title={batch.title}
      aside={
        <>
          {`${batch.actor.display_name}, `}
          <Age atMs={batch.created_at_ms} />
        </>
      }
      actions={<TaskActions key={batch.id} batch={batch} />}
    >
      <Stack gap="md">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {countIn(batch, ["AWAITING_COSIGN"]) > 0 && <SignatureNotice batch={batch} />}
        <TaskSummary batch={batch} />
        <CommandList key={batch.id} batch={batch} />
      </Stack>
    </Page>
  );
}
