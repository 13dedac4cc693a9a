import { IconArrowsExchange } from "@tabler/icons-react";

import type { DeviceBody } from "~/api/schema";
import { NodeName } from "~/pages/miners/columns/NodeName";
import { Notice } from "~/ui/Notice";
import { TextLink } from "~/ui/TextLink";

/** That a miner leaves its node for another, so that nobody commands it now. Nothing where it stays. */
export function MovingNotice({ device }: { readonly device: DeviceBody }) {
  if (device.moving_to_node_id === null) return null;
  return (
    <Notice icon={IconArrowsExchange} tone="busy" title="On its way to another node">
      <p>
        <NodeName id={device.node_id} /> is to let it go; <NodeName id={device.moving_to_node_id} /> logs in to it then. No command reaches it until that is done. What
        it waits for stands under <TextLink to="/nodes">Nodes</TextLink>.
      </p>
    </Notice>
  );
}
