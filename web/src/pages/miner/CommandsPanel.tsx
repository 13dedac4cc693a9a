import { Button, Skeleton } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";

import { CommandItem } from "~/pages/miner/CommandItem";
import classes from "~/pages/miner/CommandsPanel.module.css";
import type { useDeviceCommands } from "~/pages/miner/useDeviceCommands";
import { EmptyState } from "~/ui/EmptyState";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

interface Props {
  readonly deviceId: number;
  readonly history: ReturnType<typeof useDeviceCommands>;
  readonly timeZone: string | undefined;
}

/** Every command that this miner was given, newest first. */
export function CommandsPanel({ deviceId, history, timeZone }: Props) {
  const { query, commands, total } = history;
  const log = (
    <TextLink to="/activity" search={{ device: deviceId }} fz="sm">
      Everything that happened to it
    </TextLink>
  );
  return (
    <Panel title={total === 0 ? "Commands" : `Commands (${count(total)})`} actions={log} flush>
      {query.error && commands.length === 0 ? <ProblemAlert error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending && <Skeleton height={120} />}
      {query.isSuccess && commands.length === 0 && (
        <EmptyState icon={IconHistory} title="No commands yet">
          Give it one with the button Commands above.
        </EmptyState>
      )}
      <ul className={classes.list} aria-label="Commands">
        {commands.map((command) => (
          <CommandItem key={command.id} command={command} timeZone={timeZone} />
        ))}
      </ul>
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {`Show older (${count(total - commands.length)})`}
          </Button>
        </div>
      )}
    </Panel>
  );
}
