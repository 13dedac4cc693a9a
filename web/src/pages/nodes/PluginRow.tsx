import { IconCircleCheck, IconHelpCircle, IconRefreshAlert } from "@tabler/icons-react";

import type { PluginBody } from "~/api/schema";
import classes from "~/pages/nodes/PluginTable.module.css";
import { Age } from "~/ui/Age";
import { ToneBadge } from "~/ui/StatusBadge";
import { bytes, count, UNKNOWN } from "~/units/format";

interface Props {
  readonly plugin: PluginBody;
  /** Whether the node is in contact: else nobody knows how its plugins are. */
  readonly known: boolean;
}

/** One plugin process. */
export function PluginRow({ plugin, known }: Props) {
  return (
    <tr>
      <th scope="row">{plugin.driver}</th>
      <td>
        <PluginBadge running={plugin.running} known={known} />
      </td>
      <td>{plugin.version || UNKNOWN}</td>
      <td className={classes.number}>{plugin.pid ?? UNKNOWN}</td>
      <td>{plugin.started_at_ms === null ? UNKNOWN : <Age atMs={plugin.started_at_ms} />}</td>
      <td className={classes.number}>{count(plugin.restarts)}</td>
      <td className={classes.number}>{bytes(plugin.rss_bytes)}</td>
      <td className={classes.error}>{plugin.last_error || UNKNOWN}</td>
    </tr>
  );
}

function PluginBadge({ running, known }: { readonly running: boolean; readonly known: boolean }) {
  if (!known) return <ToneBadge icon={IconHelpCircle} tone="unknown" label={running ? "Was running" : "Was not running"} />;
  if (running) return <ToneBadge icon={IconCircleCheck} tone="good" label="Running" />;
  return <ToneBadge icon={IconRefreshAlert} tone="bad" label="Not running" title="The node starts it again by itself." />;
}
