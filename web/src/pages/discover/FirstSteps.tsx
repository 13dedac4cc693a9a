import { Panel } from "~/ui/Panel";
import classes from "~/pages/discover/FirstSteps.module.css";

const STEPS = [
  {
    title: "Scan",
    words: "Name the networks your miners stand in. The node looks at every private address there, and at nothing else. Scanning changes nothing on a miner.",
  },
  {
    title: "Pair",
    words: "Choose which of the miners found are yours. The node becomes their owner and looks for a login that works: yours, then those that makers sell them with.",
  },
  {
    title: "Watch and command",
    words: "Paired miners report every few seconds. They are on the overview and in the list of miners at once.",
  },
];

/** What this page is for, where no miner is known yet. */
export function FirstSteps() {
  return (
    <Panel title="Find the miners of your site">
      <ol className={classes.steps}>
        {STEPS.map(({ title, words }) => (
          <li key={title}>
            <strong>{title}</strong>
            <span>{words}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
