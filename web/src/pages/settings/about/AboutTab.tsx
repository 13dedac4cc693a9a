import { Anchor } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";

import { bootstrapQuery } from "~/app/session";
import classes from "~/pages/settings/Settings.module.css";
import { Panel } from "~/ui/Panel";

const MODES: Record<string, string> = {
  combined: "Combined: server and node in one process",
  server: "Server: its nodes run elsewhere",
  node: "Node: the local interface of one fleet node",
};

/** What runs here, and where its API is described. */
export function AboutTab() {
  const { data: bootstrap } = useSuspenseQuery(bootstrapQuery);
  return (
    <Panel title="About">
      <dl className={classes.facts}>
        <dt>Version</dt>
        <dd>{`Headframe ${bootstrap.version}`}</dd>
        <dt>Mode</dt>
        <dd>{MODES[bootstrap.mode] ?? bootstrap.mode}</dd>
        {bootstrap.features.length > 0 && (
          <>
            <dt>Features</dt>
            <dd>{bootstrap.features.join(", ")}</dd>
          </>
        )}
        <dt>API</dt>
        <dd>
          <Anchor href="/api/v1/docs" target="_blank" rel="noreferrer" inherit>
            Every route, described
          </Anchor>
          {" · "}
          <Anchor href="/api/v1/openapi.json" target="_blank" rel="noreferrer" inherit>
            OpenAPI document
          </Anchor>
        </dd>
        <dt>Licence</dt>
        <dd>Apache-2.0</dd>
      </dl>
    </Panel>
  );
}
