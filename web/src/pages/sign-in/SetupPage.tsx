import { Page } from "~/ui/Page";

/** First password. */
export function SetupPage() {
  return <Page title="First password">{null}</Page>;
}
