import type { MouseEvent } from "react";

import type { DeviceBody } from "~/api/schema";
import { STATUSES } from "~/domain/statuses";
import classes from "~/features/placing/UnplacedPanel.module.css";
import type { Arranging } from "~/features/placing/useArranging";

interface Props {
  readonly device: DeviceBody;
  readonly arranging: Arranging;
  readonly onPicked: (byKey: boolean) => void;
}

/** A miner without a slot: drag it, tap it, or press Enter on it to pick it up. */
export function UnplacedMiner({ device, arranging, onPicked }: Props) {
  const { label, tone, icon: Icon } = STATUSES[device.status];
  const isCarried = arranging.carried?.id === device.id;
  const pick = (event: MouseEvent) => {
    if (isCarried) {
      arranging.cancel();
      return;
    }
    arranging.pickUp(device);
    onPicked(event.detail === 0); // no pointer made this click
  };
  return (
    <li>
      <button
        type="button"
        className={classes.miner}
        aria-pressed={isCarried}
        draggable
        onClick={pick}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = "move";
          event.dataTransfer.setData("text/plain", device.name);
          arranging.pickUp(device);
        }}
        onDragEnd={arranging.cancel}
      >
        <span className={classes.icon} data-tone={tone} title={label}>
          <Icon size={15} stroke={2} role="img" aria-label={label} />
        </span>
        <span className={classes.words}>
          <span className={classes.name}>{device.name}</span>
          <span className={classes.dim}>{[device.address, device.model].filter(Boolean).join(" · ")}</span>
        </span>
      </button>
    </li>
  );
}
