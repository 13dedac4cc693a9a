import { Page } from "~/ui/Page";

/** Task. */
export function TaskPage() {
  return <Page title="Task">{null}</Page>;
}
