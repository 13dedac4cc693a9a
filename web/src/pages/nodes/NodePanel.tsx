import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil } from "@tabler/icons-react";

import type { NodeBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { ContactBadge } from "~/pages/nodes/ContactBadge";
import { NodeFacts } from "~/pages/nodes/NodeFacts";
import { NodeForm } from "~/pages/nodes/NodeForm";
import { PluginTable } from "~/pages/nodes/PluginTable";
import { Panel } from "~/ui/Panel";

/** One node: its state, what it owns, and its plugins. `#node-7` in the address leads to it. */
export function NodePanel({ node }: { readonly node: NodeBody }) {
  const can = useCan();
  const [changing, change] = useDisclosure(false);
  return (
    <div id={`node-${node.id}`}>
      <Panel
        title={node.name}
        flush
        actions={
          <Group gap="xs" wrap="nowrap">
            <ContactBadge node={node} />
            {can("manage_settings") && (
              <Button size="compact-sm" variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={change.open}>
                Change
              </Button>
            )}
          </Group>
        }
      >
        <NodeFacts node={node} />
        <PluginTable node={node} />
      </Panel>
      <NodeForm node={node} opened={changing} onClose={change.close} />
    </div>
  );
}
