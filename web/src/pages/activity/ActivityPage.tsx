import { Page } from "~/ui/Page";

/** Activity. */
export function ActivityPage() {
  return <Page title="Activity">{null}</Page>;
}
