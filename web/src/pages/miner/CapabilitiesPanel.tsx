import type { CapabilitiesBody } from "~/api/schema";
import { capabilityWords } from "~/pages/miner/capabilityWords";
import { Fact } from "~/pages/miner/Fact";
import classes from "~/pages/miner/CapabilitiesPanel.module.css";
import { Panel } from "~/ui/Panel";

/** What the miner can do, as its driver tells. */
export function CapabilitiesPanel({ capabilities }: { readonly capabilities: CapabilitiesBody }) {
  return (
    <Panel title="What it can do">
      <dl className={classes.list}>
        {capabilityWords(capabilities).map(([name, words]) => (
          <Fact key={name} name={name}>
            {words}
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}
