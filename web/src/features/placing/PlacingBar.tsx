import { Button, Group, Text } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconClock, IconHandGrab } from "@tabler/icons-react";

import classes from "~/features/placing/PlacingBar.module.css";
import { called } from "~/features/placing/map";
import { PlacingProblem } from "~/features/placing/PlacingProblem";
import type { Arranging } from "~/features/placing/useArranging";
import type { Placing } from "~/features/placing/usePlacing";
import { count } from "~/units/format";

interface Props {
  readonly placing: Placing;
  /** Null where nothing is carried about. */
  readonly arranging: Arranging | null;
}

const HOW_TO = "Pick up a miner: drag it, tap it, or press Enter on it.";
const HOW_TO_DROP = "Tap a slot, or go there with the arrow keys and press Enter. Escape puts it back.";

/** What is carried, asked for or done, told aloud too; and the way back from the last act. */
export function PlacingBar({ placing, arranging }: Props) {
  const { icon: Icon, tone, words } = told(placing, arranging);
  if (words === "" && placing.error === null) return null;
  return (
    <div className={classes.bar} data-tone={tone}>
      <Group gap="sm" wrap="nowrap" align="center">
        <Icon size={17} aria-hidden className={classes.icon} />
        <Text size="sm" flex={1} role="status" aria-live="polite">
          {words}
        </Text>
        {arranging?.carried && (
          <Button size="compact-sm" variant="default" onClick={arranging.cancel}>
            Cancel
          </Button>
        )}
        {!arranging?.carried && placing.undo && (
          <Button size="compact-sm" variant="default" leftSection={<IconArrowBackUp size={15} aria-hidden />} onClick={placing.undo}>
            Undo
          </Button>
        )}
      </Group>
      <PlacingProblem error={placing.error} />
    </div>
  );
}

function told({ requested, written, done, error }: Placing, arranging: Arranging | null) {
  const carried = arranging?.carried;
  if (carried) return { icon: IconHandGrab, tone: "busy", words: `Carrying ${called(carried)}. ${HOW_TO_DROP}` };
  if (requested) {
    const progress = written > 0 && written < requested.moves.length ? ` ${count(written)} of ${count(requested.moves.length)} confirmed.` : "";
    return { icon: IconClock, tone: "busy", words: `Asked for: ${requested.words}${progress}` };
  }
  if (done) return { icon: IconCheck, tone: "good", words: done.words };
  return { icon: IconHandGrab, tone: "calm", words: arranging && error === null ? HOW_TO : "" };
}
