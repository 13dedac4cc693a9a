import { Page } from "~/ui/Page";

/** Sites. */
export function SitesPage() {
  return <Page title="Sites">{null}</Page>;
}
