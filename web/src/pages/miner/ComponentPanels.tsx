import type { ComponentBody, FaultBody } from "~/api/schema";
import { COMPONENT_KIND_ORDER, COMPONENT_KINDS } from "~/domain/components";
import { ComponentTable } from "~/pages/miner/ComponentTable";
import { Panel } from "~/ui/Panel";

interface Props {
  readonly components: readonly ComponentBody[];
  readonly faults: readonly FaultBody[];
}

/** The parts of a miner, a table a kind. */
export function ComponentPanels({ components, faults }: Props) {
  return COMPONENT_KIND_ORDER.map((kind) => {
    const parts = components.filter((part) => part.kind === kind).sort((a, b) => a.slot - b.slot);
    if (parts.length === 0) return null;
    const title = COMPONENT_KINDS[kind].many;
    return (
      <Panel key={kind} title={title} flush>
        <ComponentTable title={title} parts={parts} faults={faults.filter((fault) => fault.component_kind === kind)} />
      </Panel>
    );
  });
}
