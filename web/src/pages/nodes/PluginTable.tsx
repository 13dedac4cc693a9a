import { Text } from "@mantine/core";

import type { NodeBody } from "~/api/schema";
import { PluginRow } from "~/pages/nodes/PluginRow";
import classes from "~/pages/nodes/PluginTable.module.css";

/** The driver plugins of a node: each a child process that the node starts again when it ends. */
export function PluginTable({ node }: { readonly node: NodeBody }) {
  if (node.plugins.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md">
        It has told of no driver plugins yet.
      </Text>
    );
  }
  return (
    <div className={classes.scroller} role="region" aria-label={`Driver plugins of ${node.name}`} tabIndex={0}>
      <table className={classes.table}>
        <caption className={classes.caption}>
          {node.connected ? "Driver plugins: one confined process each" : "Driver plugins, as of its last contact"}
        </caption>
        <thead>
          <tr>
            <th scope="col">Driver</th>
            <th scope="col">State</th>
            <th scope="col">Version</th>
            <th scope="col" className={classes.number}>Process</th>
            <th scope="col">Started</th>
            <th scope="col" className={classes.number}>Restarts</th>
            <th scope="col" className={classes.number}>Memory</th>
            <th scope="col">Last error</th>
          </tr>
        </thead>
        <tbody className="live-value">
          {node.plugins.map((plugin) => (
            <PluginRow key={plugin.driver} plugin={plugin} known={node.connected} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
