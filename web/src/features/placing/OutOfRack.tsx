import { Button } from "@mantine/core";
import { IconArrowBarLeft } from "@tabler/icons-react";
import { useState } from "react";

import classes from "~/features/placing/UnplacedPanel.module.css";
import type { Arranging } from "~/features/placing/useArranging";

/** Where a miner is dropped, or sent by a click, to leave its rack. There while one from a rack is carried. */
export function OutOfRack({ arranging }: { readonly arranging: Arranging }) {
  const [isOver, setOver] = useState(false);
  if (arranging.carried?.placement?.rack_id == null) return null;
  return (
    <div
      className={classes.out}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        arranging.takeOut();
      }}
    >
      <Button fullWidth variant="light" leftSection={<IconArrowBarLeft size={16} aria-hidden />} onClick={arranging.takeOut}>
        Take out of its rack
      </Button>
    </div>
  );
}
