import { ActionIcon, Anchor, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { TaskLine } from "~/features/tasks/TaskLine";
import classes from "~/features/tasks/TrayList.module.css";
import type { Tray } from "~/features/tasks/useTray";

interface Props {
  readonly tray: Tray;
  /** A link was followed: the tray may close. */
  readonly onFollow: () => void;
}

/** What the tray holds: each running task, then what ended. */
export function TrayList({ tray: { open, ended, dismiss }, onFollow }: Props) {
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.heading}>Running</h2>
      </div>
      <div className={classes.scroll}>
        {open.length === 0 && <div className={classes.none}>No task runs. Commands that are given to miners show here.</div>}
        {open.map((batch) => (
          <TaskLine key={batch.id} batch={batch} onFollow={onFollow} />
        ))}
        {ended.length > 0 && (
          <>
            <div className={classes.head}>
              <h2 className={classes.heading}>Ended</h2>
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => dismiss(ended.map((batch) => batch.id))}>
                Dismiss all
              </Button>
            </div>
            {ended.map((batch) => (
              <TaskLine
                key={batch.id}
                batch={batch}
                onFollow={onFollow}
                action={
                  <ActionIcon variant="subtle" color="gray" size={32} aria-label={`Dismiss ${batch.title}`} onClick={() => dismiss([batch.id])}>
                    <IconX size={16} aria-hidden />
                  </ActionIcon>
                }
              />
            ))}
          </>
        )}
      </div>
      <div className={classes.foot}>
        <Anchor component={Link} to="/tasks" size="sm" onClick={onFollow}>
          All tasks
        </Anchor>
      </div>
    </>
  );
}
