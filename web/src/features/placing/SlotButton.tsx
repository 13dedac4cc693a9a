import { memo } from "react";

import type { DeviceBody } from "~/api/schema";
import { bandOf, hashing, hottest, markOf, type ColourBy } from "~/features/placing/colouring";
import { slotWords, type MapMode } from "~/features/placing/map";
import classes from "~/features/placing/Slot.module.css";
import { slotLabel } from "~/features/placing/slots";
import { hashrate, temperature } from "~/units/format";

interface Props {
  readonly row: number;
  readonly column: number;
  readonly device: DeviceBody | undefined;
  readonly by: ColourBy;
  readonly large: boolean;
  readonly mode: MapMode;
  readonly isTabStop: boolean;
  readonly isSelected: boolean;
  readonly isCarried: boolean;
  readonly isRequested: boolean;
}

/** One slot of a rack. Its rack hears its events. */
export const SlotButton = memo(function SlotButton({ row, column, device, by, large, mode, ...is }: Props) {
  const band = device ? bandOf(by, device) : null;
  const mark = device ? markOf(by, device) : "";
  const Icon = mark === "" ? band?.icon : null;
  return (
    <button
      type="button"
      className={`${classes.slot ?? ""} live-value`}
      aria-label={slotWords({ row, column }, device)}
      aria-disabled={device === undefined && mode !== "arrange"}
      aria-pressed={mode === "select" && device ? is.isSelected : undefined}
      tabIndex={is.isTabStop ? 0 : -1}
      draggable={mode === "arrange" && device !== undefined}
      data-slot={slotLabel({ row, column })}
      data-tone={band?.tone}
      data-free={device === undefined || undefined}
      data-large={large || undefined}
      data-selected={is.isSelected || undefined}
      data-carried={is.isCarried || undefined}
      data-requested={is.isRequested || undefined}
    >
      {Icon && <Icon size={large ? 14 : "62%"} stroke={2} aria-hidden />}
      {mark !== "" && <span className={classes.mark}>{mark}</span>}
      {large && device && (
        <span className={classes.words}>
          <span className={classes.name}>{device.name}</span>
          <span className={classes.address}>{device.address}</span>
          <span>{`${hashrate(hashing(device))} · ${temperature(hottest(device))}`}</span>
        </span>
      )}
      {large && <span className={device ? classes.label : classes.mark}>{slotLabel({ row, column })}</span>}
    </button>
  );
});
