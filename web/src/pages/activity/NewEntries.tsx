import { Button } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";

import classes from "~/pages/activity/Timeline.module.css";

interface Props {
  readonly count: number;
  readonly onShow: () => void;
}

/** Says that entries came while the reader was further down, and brings them. */
export function NewEntries({ count, onShow }: Props) {
  return (
    <div className={classes.news} aria-live="polite">
      {count > 0 && (
        <Button size="compact-sm" radius="xl" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={onShow}>
          {count === 1 ? "1 new entry" : `${count} new entries`}
        </Button>
      )}
    </div>
  );
}
