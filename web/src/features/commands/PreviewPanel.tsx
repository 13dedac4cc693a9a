import { ActionIcon, Loader, Tooltip } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";

import classes from "~/features/commands/PreviewPanel.module.css";
import { PreviewFigures } from "~/features/commands/PreviewFigures";
import { Reasons } from "~/features/commands/Reasons";
import type { CommandInHand } from "~/features/commands/useCommand";
import { Age } from "~/ui/Age";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** What the command would do now: who can, who cannot and why, and what it does to power. */
export function PreviewPanel({ command }: { readonly command: CommandInHand }) {
  const { preview, isPreviewing, previewError, previewAgain, reading, chosen } = command;
  if (previewError !== null && !isPreviewing && preview === null && reading.command !== null) {
    return <ProblemAlert error={previewError} onRetry={previewAgain} />;
  }
  return (
    <section className={classes.panel} aria-label="Preview" aria-busy={isPreviewing}>
      <div className={classes.head}>
        <h3 className={classes.title}>What it would do</h3>
        {isPreviewing && <Loader size={14} aria-label="Looking" />}
        {preview !== null && (
          <span className={classes.age}>
            <Age atMs={preview.atMs} />
            <Tooltip label="Look again">
              <ActionIcon variant="subtle" color="gray" size={32} aria-label="Look again" onClick={previewAgain}>
                <IconRefresh size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </span>
        )}
      </div>
      <div className={classes.body} aria-live="polite">
        {preview === null ? (
          <p className={classes.quiet}>{isPreviewing ? "Asking the server…" : "Fill in the form to see how many miners can do this."}</p>
        ) : (
          <>
            <PreviewFigures preview={preview} counted={chosen.count} />
            <Reasons reasons={preview.reasons} selection={chosen.selection} />
          </>
        )}
      </div>
    </section>
  );
}
