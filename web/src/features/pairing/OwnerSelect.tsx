import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { nodesQuery } from "~/features/nodes/nodesQuery";

interface Props {
  /** Null: the node that saw each miner. */
  readonly nodeId: number | null;
  readonly onChange: (nodeId: number | null) => void;
}

const FINDER = "finder";

/** Which node becomes the owner. With a single node there is nothing to choose. */
export function OwnerSelect({ nodeId, onChange }: Props) {
  const { data: nodes } = useQuery(nodesQuery);
  if (!nodes || nodes.length < 2) return null;
  return (
    <Select
      label="Owner"
      description="For miners that no node owns yet; the others keep their owner."
      data={[
        { value: FINDER, label: "The node that saw each" },
        ...nodes.map((node) => ({ value: String(node.id), label: node.connected ? node.name : `${node.name} (out of contact)` })),
      ]}
      value={nodeId === null ? FINDER : String(nodeId)}
      onChange={(value) => onChange(value === null || value === FINDER ? null : Number(value))}
    />
  );
}
