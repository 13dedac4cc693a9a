import type { DeviceBody, RackBody } from "~/api/schema";
import type { ColourBy } from "~/features/placing/colouring";
import type { Highlights, MapMode } from "~/features/placing/map";
import classes from "~/features/placing/RackGrid.module.css";
import { SlotButton } from "~/features/placing/SlotButton";
import { slotKey, slotLabel } from "~/features/placing/slots";
import { useSlotEvents, type SlotEvents } from "~/features/placing/useSlotEvents";

interface Props {
  readonly rack: RackBody;
  /** Miners by the key of their slot. */
  readonly standing: ReadonlyMap<string, DeviceBody>;
  readonly by: ColourBy;
  readonly mode: MapMode;
  readonly highlights: Highlights;
  readonly events: SlotEvents;
  readonly large?: boolean;
}

/** A rack as a grid of slots: one stop of the Tab key, arrow keys within. */
export function RackGrid({ rack, standing, by, mode, highlights, events, large = false }: Props) {
  const { ref, stop, handlers } = useSlotEvents({ ...events, rack, standing, mode, isCarrying: highlights.carried !== null });
  return (
    <div
      ref={ref}
      role="grid"
      aria-label={`Rack ${rack.name}, ${rack.rows} rows of ${rack.columns} slots`}
      className={classes.grid}
      data-large={large || undefined}
      data-mode={mode}
      {...handlers}
    >
      {upTo(rack.rows).map((row) => (
        <div key={row} role="row" className={classes.row}>
          {upTo(rack.columns).map((column) => {
            const key = slotKey({ rackId: rack.id, row, column });
            const device = standing.get(key);
            return (
              <div key={column} role="gridcell" className={classes.cell}>
                <SlotButton
                  row={row}
                  column={column}
                  device={device}
                  by={by}
                  large={large}
                  mode={mode}
                  isTabStop={stop === slotLabel({ row, column })}
                  isSelected={highlights.selected.has(device?.id ?? 0)}
                  isCarried={device?.id === highlights.carried}
                  isRequested={highlights.awaited.has(key) || highlights.requested.has(device?.id ?? 0)}
                />
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
