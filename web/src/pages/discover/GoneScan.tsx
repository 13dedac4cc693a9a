import { Button } from "@mantine/core";
import { IconHistoryOff } from "@tabler/icons-react";

import { useDiscoverChange } from "~/pages/discover/useDiscoverChange";
import { EmptyState } from "~/ui/EmptyState";
import { Panel } from "~/ui/Panel";

/** The address names a scan that the server does not keep. */
export function GoneScan() {
  const change = useDiscoverChange();
  return (
    <Panel title="A scan of earlier">
      <EmptyState
        icon={IconHistoryOff}
        title="This scan is not kept any more"
        action={<Button onClick={() => change({ scan: undefined, show: undefined, model: undefined })}>Show what waits for pairing</Button>}
      >
        Scans are kept until the server is restarted. What it found is kept for good: unpaired miners wait for pairing, the others are in the
        list of miners.
      </EmptyState>
    </Panel>
  );
}
