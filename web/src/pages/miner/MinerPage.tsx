import { Page } from "~/ui/Page";

/** Miner. */
export function MinerPage() {
  return <Page title="Miner">{null}</Page>;
}
