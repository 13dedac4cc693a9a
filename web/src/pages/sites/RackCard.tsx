import { Button } from "@mantine/core";

import type { DeviceBody } from "~/api/schema";
import type { ColourBy } from "~/features/placing/colouring";
import type { Highlights, MapMode } from "~/features/placing/map";
import { addressOf, type Place } from "~/features/placing/places";
import { RackGrid } from "~/features/placing/RackGrid";
import { RackRoom } from "~/features/placing/RackRoom";
import { slotKey, slotsOf } from "~/features/placing/slots";
import type { SlotEvents } from "~/features/placing/useSlotEvents";
import classes from "~/pages/sites/RackMap.module.css";
import { Panel } from "~/ui/Panel";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

interface Props {
  /** A rack's place. */
  readonly place: Place & { readonly rack: NonNullable<Place["rack"]> };
  readonly standing: ReadonlyMap<string, DeviceBody>;
  readonly by: ColourBy;
  readonly mode: MapMode;
  readonly highlights: Highlights;
  readonly events: SlotEvents;
  readonly large: boolean;
  /** Whether its slots are drawn: it is on the screen or near it. */
  readonly isDrawn: boolean;
  readonly onSelectAll: (devices: readonly DeviceBody[]) => void;
}

/** A rack with its name, how much of it is taken, and its slots, which scroll within. */
export function RackCard({ place, standing, large, isDrawn, onSelectAll, ...grid }: Props) {
  const { rack } = place;
  const inside = slotsOf(rack, { along: "rows", from: "top" }).flatMap((slot) => standing.get(slotKey(slot)) ?? []);
  const name = large ? "Slots" : <TextLink to="/sites" search={(old) => ({ ...old, ...addressOf(place) })}>{rack.name}</TextLink>;
  return (
    <Panel
      flush
      title={name}
      actions={
        <>
          <span className={classes.taken} title="Slots taken, of all">{`${count(inside.length)} / ${count(rack.rows * rack.columns)}`}</span>
          {grid.mode === "select" && inside.length > 0 && (
            <Button size="compact-xs" variant="default" onClick={() => onSelectAll(inside)} aria-label={`Select all miners of ${rack.name}`}>
              All
            </Button>
          )}
        </>
      }
    >
      <div className={classes.scroller}>
        {isDrawn ? <RackGrid rack={rack} standing={standing} large={large} {...grid} /> : <RackRoom rack={rack} mode={grid.mode} />}
      </div>
    </Panel>
  );
}
