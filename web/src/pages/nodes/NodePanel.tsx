import { Group } from "@mantine/core";

import type { NodeBody } from "~/api/schema";
import { ContactBadge } from "~/pages/nodes/ContactBadge";
import { NodeFacts } from "~/pages/nodes/NodeFacts";
import { NodeKeys } from "~/pages/nodes/NodeKeys";
import { NodeMenu } from "~/pages/nodes/NodeMenu";
import { NodeNotice } from "~/pages/nodes/NodeNotice";
import { PluginTable } from "~/pages/nodes/PluginTable";
import { Panel } from "~/ui/Panel";

interface Props {
  readonly node: NodeBody;
  /** Whether there are other nodes that its miners could go to. */
  readonly hasOthers: boolean;
}

/** One node: its state, what it owns, and its plugins. `#node-7` in the address leads to it. */
export function NodePanel({ node, hasOthers }: Props) {
  return (
    <div id={`node-${node.id}`}>
      <Panel
        title={node.name}
        flush
        actions={
          <Group gap="xs" wrap="nowrap">
            <ContactBadge node={node} />
            <NodeMenu node={node} hasOthers={hasOthers} />
          </Group>
        }
      >
        <NodeNotice node={node} />
        <NodeFacts node={node} />
        {node.identity && <NodeKeys identity={node.identity} />}
        <PluginTable node={node} />
      </Panel>
    </div>
  );
}
