import { ActionIcon, Popover, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconListCheck } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";

import classes from "~/features/tasks/TaskTray.module.css";
import { TaskRing } from "~/features/tasks/TaskRing";
import { useEndToast } from "~/features/tasks/useEndToast";
import { useTray, type Tray } from "~/features/tasks/useTray";
import { endWords, failures, progress } from "~/features/tasks/words";
import { serverNow } from "~/live/clock";
import { percent } from "~/units/format";

const TrayList = lazy(() => import("~/features/tasks/TrayList").then((module) => ({ default: module.TrayList })));

/** Tasks that run, and those that ended, wherever one goes. */
export function TaskTray() {
  const [opened, popover] = useDisclosure(false);
  const [said, setSaid] = useState("");
  const toast = useEndToast();
  const tray = useTray(serverNow, (batch, isMine) => {
    setSaid(endWords(batch));
    if (isMine && failures(batch) > 0) toast(batch);
  });
  const isBad = [...tray.open, ...tray.ended].some((batch) => failures(batch) > 0);
  return (
    <>
      <Popover opened={opened} onChange={popover.toggle} position="bottom-end" width="min(24rem, calc(100vw - 1rem))" shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" className={classes.button ?? ""} aria-label={label(tray)} onClick={popover.toggle}>
            {tray.open.length > 0 ? (
              <>
                <TaskRing ratio={progress(tray.open)} tone={isBad ? "bad" : "good"} />
                <span className={classes.count}>{tray.open.length}</span>
              </>
            ) : (
              <IconListCheck size={20} aria-hidden />
            )}
            {tray.open.length === 0 && tray.ended.length > 0 && <span className={classes.mark} data-tone={isBad ? "bad" : "good"} />}
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown className={classes.dropdown ?? ""} aria-label="Tasks">
          <Suspense fallback={null}>
            <TrayList tray={tray} onFollow={popover.close} />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </>
  );
}

function label({ open, ended }: Tray): string {
  if (open.length > 0) return `Tasks: ${open.length} running, ${percent(progress(open))} done`;
  return ended.length > 0 ? `Tasks: ${ended.length} ended` : "Tasks: none running";
}
