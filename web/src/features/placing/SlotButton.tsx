import { memo } from "react";

import type { DeviceBody } from "~/api/schema";
import { bandOf, markOf, type ColourBy } from "~/features/placing/colouring";
import { slotWords, type MapMode } from "~/features/placing/map";
import classes from "~/features/placing/Slot.module.css";
import { SlotContent } from "~/features/placing/SlotContent";
import { slotLabel } from "~/features/placing/slots";

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
  const mark = device && !large ? markOf(by, device) : "";
  const Icon = mark === "" ? band?.icon : null;
  const label = slotLabel({ row, column });
  return (
    <button
      type="button"
      className={`${classes.slot ?? ""} live-value`}
      aria-label={large ? undefined : slotWords({ row, column }, device)}
      aria-disabled={device === undefined && mode !== "arrange"}
      aria-pressed={mode === "select" && device ? is.isSelected : undefined}
      tabIndex={is.isTabStop ? 0 : -1}
      draggable={mode === "arrange" && device !== undefined}
      data-slot={label}
      data-tone={band?.tone}
      data-free={device === undefined || undefined}
      data-large={large || undefined}
      data-selected={is.isSelected || undefined}
      data-carried={is.isCarried || undefined}
      data-requested={is.isRequested || undefined}
    >
      {Icon && <Icon size={large ? 14 : "62%"} stroke={2} aria-hidden />}
      {mark !== "" && <span className={classes.mark}>{mark}</span>}
      {large && <SlotContent label={label} device={device} by={by} />}
    </button>
  );
});
