import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { NodeBody } from "~/api/schema";
import { useScope } from "~/app/scope";
import { nodesQuery } from "~/features/nodes/nodesQuery";

interface ScanNode {
  readonly nodes: readonly NodeBody[];
  /** Who scans: the one chosen, else one of the site in the header, else the first in contact. */
  readonly node: NodeBody | null;
  readonly choose: (id: number | null) => void;
}

/** Which node is to scan. */
export function useScanNode(): ScanNode {
  const { data: nodes = [] } = useQuery(nodesQuery);
  const { site } = useScope();
  const [chosen, choose] = useState<number | null>(null);
  const present = nodes.filter((node) => node.connected);
  const node =
    present.find((each) => each.id === chosen) ?? present.find((each) => site !== null && each.site_id === site.id) ?? present[0] ?? null;
  return { nodes, node, choose };
}
