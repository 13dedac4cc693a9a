import { Text } from "@mantine/core";

import type { Preview } from "~/features/commands/queries";
import classes from "~/features/commands/PreviewPanel.module.css";
import { effectWords } from "~/features/commands/words";
import { Stat } from "~/ui/Stat";
import { count } from "~/units/format";

interface Props {
  readonly preview: Preview;
  /** How many the page had said. */
  readonly counted: number;
}

/** The preview in figures. Power is always an estimate, and says so. */
export function PreviewFigures({ preview, counted }: Props) {
  const power = effectWords(preview.power_effect);
  return (
    <>
      <div className={classes.figures}>
        <Stat label="Can" value={count(preview.can)} note={`of ${count(preview.selected)}`} />
        {preview.cannot > 0 && <Stat label="Cannot" value={count(preview.cannot)} note="for the reasons below" />}
        {preview.waiting_for_node > 0 && (
          <Stat label="Wait for their node" value={count(preview.waiting_for_node)} note="out of contact; it expires if that lasts" />
        )}
        {power !== null && <Stat label="Power, estimated" {...power} />}
      </div>
      {preview.selected !== counted && (
        <Text size="sm" mt="xs">
          {`The page showed ${count(counted)}; ${count(preview.selected)} match now.`}
        </Text>
      )}
    </>
  );
}
