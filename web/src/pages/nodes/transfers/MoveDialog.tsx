import { Modal } from "@mantine/core";

import type { NodeBody } from "~/api/schema";
import { MoveForm } from "~/pages/nodes/transfers/MoveForm";

interface Props {
  readonly node: NodeBody;
  readonly onClose: () => void;
}

/** Moves miners of a node to another. What was typed is gone when it closes. */
export function MoveDialog({ node, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={`Move miners of ${node.name}`} size="lg" closeOnClickOutside={false} closeButtonProps={{ "aria-label": "Close" }}>
      <MoveForm node={node} onClose={onClose} />
    </Modal>
  );
}
