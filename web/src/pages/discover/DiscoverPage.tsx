import { Page } from "~/ui/Page";

/** Discover. */
export function DiscoverPage() {
  return <Page title="Discover">{null}</Page>;
}
