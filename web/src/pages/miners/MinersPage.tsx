import { Page } from "~/ui/Page";

/** Miners. */
export function MinersPage() {
  return <Page title="Miners">{null}</Page>;
}
