import { Button, Menu } from "@mantine/core";
import { IconArrowsExchange, IconCheck, IconChevronDown, IconKey, IconPencil, IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";

import type { NodeBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { NodeForm } from "~/pages/nodes/NodeForm";
import { StandingDialog } from "~/pages/nodes/standing/StandingDialog";
import type { NodeAct } from "~/pages/nodes/standing/useNodeAct";
import { MoveDialog } from "~/pages/nodes/transfers/MoveDialog";

interface Props {
  readonly node: NodeBody;
  readonly hasOthers: boolean;
}

type Shown = NodeAct | "change" | "move" | null;

/** What can be done about a node. Nothing for who may only look. */
export function NodeMenu({ node, hasOthers }: Props) {
  const can = useCan();
  const [shown, show] = useState<Shown>(null);
  const close = (): void => show(null);
  const settles = can("manage_settings");
  const moves = can("pair_devices") && hasOthers && node.devices_owned > 0;
  const standing = node.identity?.standing;
  if (!settles && !moves) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />} aria-label={`Actions for ${node.name}`}>
            Actions
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {settles && (
            <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => show("change")}>
              Change name or site…
            </Menu.Item>
          )}
          {moves && (
            <Menu.Item leftSection={<IconArrowsExchange size={16} aria-hidden />} onClick={() => show("move")}>
              Move miners to another node…
            </Menu.Item>
          )}
          {settles && standing === "HELD" && (
            <Menu.Item leftSection={<IconCheck size={16} aria-hidden />} onClick={() => show("settle-clone")}>
              Let it in again…
            </Menu.Item>
          )}
          {settles && standing !== undefined && standing !== "REVOKED" && (
            <>
              <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => show("rotate-api-key")}>
                Make another API key…
              </Menu.Item>
              <Menu.Item color="red" leftSection={<IconPlugConnectedX size={16} aria-hidden />} onClick={() => show("revoke")}>
                Revoke…
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <NodeForm node={node} opened={shown === "change"} onClose={close} />
      {shown === "move" && <MoveDialog node={node} onClose={close} />}
      {shown !== null && shown !== "change" && shown !== "move" && <StandingDialog node={node} act={shown} onClose={close} />}
    </>
  );
}
