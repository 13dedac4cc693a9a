import { Button, Checkbox, Group, Skeleton, Stack } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { taskPagesQuery } from "~/features/tasks/queries";
import { TaskRow } from "~/pages/tasks/TaskRow";
import classes from "~/pages/tasks/TasksPage.module.css";
import { EmptyState } from "~/ui/EmptyState";
import { Page } from "~/ui/Page";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Everything that was asked of miners, newest first. */
export function TasksPage() {
  const { running = false } = useSearch({ from: "/inside/tasks" });
  const navigate = useNavigate();
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(taskPagesQuery(running));
  const batches = data?.pages.flatMap((page) => page.batches) ?? [];
  return (
    <Page
      title="Tasks"
      actions={
        <Checkbox
          size="sm"
          label="Running only"
          checked={running}
          onChange={({ currentTarget: { checked } }) => void navigate({ to: ".", search: (old) => ({ ...old, running: checked || undefined }) })}
        />
      }
    >
      <Stack gap="md">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
        {isPending && <Skeleton height={320} radius="md" />}
        {data !== undefined && (
          <Panel flush>
            {batches.length === 0 ? (
              <EmptyState icon={IconListCheck} title={running ? "No task runs now" : "No task was given yet"}>
                {running ? "Take the tick away to see those that ended." : "Choose miners in the list and give them a command: what comes of it is kept here."}
              </EmptyState>
            ) : (
              <ul className={classes.list} aria-label="Tasks">
                {batches.map((batch) => (
                  <TaskRow key={batch.id} batch={batch} />
                ))}
              </ul>
            )}
          </Panel>
        )}
        {hasNextPage && (
          <Group justify="center">
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Load older ones
            </Button>
          </Group>
        )}
      </Stack>
    </Page>
  );
}
