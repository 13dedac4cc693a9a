import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { nodesQuery } from "~/features/nodes/nodesQuery";

interface Props {
  readonly name: string;
  /** The node that it stands in for; null: it is a new one. */
  readonly nodeId: number | null;
  readonly onChange: (nodeId: number | null) => void;
}

const NEW = "new";

/** As what a host is let in: a node of its own, or another node whose host is gone. Only where there are others. */
export function PlaceSelect({ name, nodeId, onChange }: Props) {
  const { data: nodes } = useQuery(nodesQuery);
  if (nodes === undefined || nodes.length === 0) return null;
  return (
    <Select
      label="Let it in as"
      description={nodeId === null ? undefined : "The old host is put out at once. The miners stay; pair them again, since their logins were on the old host."}
      data={[
        { value: NEW, label: `a new node, ${name}` },
        ...nodes.map((node) => ({ value: String(node.id), label: `the host of ${node.name}, in place of the old one` })),
      ]}
      value={nodeId === null ? NEW : String(nodeId)}
      onChange={(value) => onChange(value === null || value === NEW ? null : Number(value))}
    />
  );
}
