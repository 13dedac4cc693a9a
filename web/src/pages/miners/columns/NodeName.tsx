import { useQuery } from "@tanstack/react-query";

import type { NodeBody } from "~/api/schema";
import { nodesQuery } from "~/features/nodes/nodesQuery";
import { UNKNOWN } from "~/units/format";

/** A node by its name. */
export function NodeName({ id }: { readonly id: number | null }) {
  const { data } = useQuery({ ...nodesQuery, select: (nodes: NodeBody[]) => nodes.find((each) => each.id === id)?.name });
  return <>{data ?? UNKNOWN}</>;
}
