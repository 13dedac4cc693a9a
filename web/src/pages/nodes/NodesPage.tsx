import { Page } from "~/ui/Page";

/** Nodes. */
export function NodesPage() {
  return <Page title="Nodes">{null}</Page>;
}
