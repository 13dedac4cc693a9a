import { Page } from "~/ui/Page";

/** Tasks. */
export function TasksPage() {
  return <Page title="Tasks">{null}</Page>;
}
