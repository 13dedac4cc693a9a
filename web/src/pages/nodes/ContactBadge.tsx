import { IconBan, IconCopyOff, IconPlugConnected, IconPlugConnectedX } from "@tabler/icons-react";

import type { NodeBody } from "~/api/schema";
import { ToneBadge } from "~/ui/StatusBadge";

/** Whether the node is let in, and whether its command stream stands. */
export function ContactBadge({ node }: { readonly node: NodeBody }) {
  if (node.identity?.standing === "REVOKED") return <ToneBadge icon={IconBan} tone="unknown" label="Revoked" title={node.identity.reason} />;
  if (node.identity?.standing === "HELD") return <ToneBadge icon={IconCopyOff} tone="bad" label="Held" title={node.identity.reason} />;
  if (node.connected) return <ToneBadge icon={IconPlugConnected} tone="good" label="Connected" title="Its command stream stands." />;
  return (
    <ToneBadge
      icon={IconPlugConnectedX}
      tone="bad"
      label="Out of contact"
      title="It gets no commands now; its miners read Unavailable. The node goes on trying to connect."
    />
  );
}
