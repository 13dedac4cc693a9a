import { Button } from "@mantine/core";

import { CommandForm } from "~/features/commands/CommandForm";
import classes from "~/features/commands/CommandEditor.module.css";
import { IssueProblem } from "~/features/commands/IssueProblem";
import { MannerFields } from "~/features/commands/MannerFields";
import { PreviewPanel } from "~/features/commands/PreviewPanel";
import type { CommandInHand } from "~/features/commands/useCommand";
import { confirmLabel, selectionWords, unfinishedLabel } from "~/features/commands/words";

interface Props {
  readonly command: CommandInHand;
  readonly onClose: () => void;
}

/** The form, what it would do, how to go about it, and the one button that does it. */
export function CommandEditor({ command, onClose }: Props) {
  const { chosen, preview, reading, issue } = command;
  return (
    <>
      <fieldset className={classes.editor} disabled={issue.isSending} aria-label={chosen.act.label}>
        <div className={classes.parts}>
          <div>
            <p className={classes.whom}>{selectionWords(chosen.selection, preview?.selected ?? chosen.count, command.subject)}</p>
            <p className={classes.intro}>{chosen.act.does}</p>
          </div>
          <CommandForm command={command} />
          <PreviewPanel command={command} />
          {preview !== null && preview.can > 0 && <MannerFields command={command} preview={preview} />}
          <IssueProblem command={command} />
        </div>
      </fieldset>
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose} disabled={issue.isSending}>
          Cancel
        </Button>
        <Button
          {...(chosen.act.isDestructive && { color: "red" })}
          disabled={!command.mayConfirm}
          loading={issue.isSending}
          onClick={command.confirm}
        >
          {reading.command === null ? unfinishedLabel(chosen.act) : confirmLabel(reading.command, preview?.can ?? null)}
        </Button>
      </div>
    </>
  );
}
