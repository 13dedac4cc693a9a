import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { openTasksQuery } from "~/features/tasks/queries";
import { TaskLine } from "~/features/tasks/TaskLine";
import classes from "~/pages/overview/RecentPanel.module.css";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { TextLink } from "~/ui/TextLink";

const MOST = 4;

/** Tasks that run now. */
export function RunningPanel() {
  const { data: tasks, error } = useQuery(openTasksQuery);
  const more = (tasks?.length ?? 0) - MOST;
  return (
    <Panel title="Running tasks" flush actions={<TextLink to="/tasks" className={classes.all ?? ""}>{more > 0 ? `${more} more` : "All tasks"}</TextLink>}>
      <ProblemAlert error={error} />
      {tasks?.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          No task runs.
        </Text>
      )}
      {tasks?.slice(0, MOST).map((batch) => <TaskLine key={batch.id} batch={batch} />)}
    </Panel>
  );
}
