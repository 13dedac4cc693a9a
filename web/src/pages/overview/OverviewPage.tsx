import { Page } from "~/ui/Page";

/** Overview. */
export function OverviewPage() {
  return <Page title="Overview">{null}</Page>;
}
