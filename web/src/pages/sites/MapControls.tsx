import { Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { useCan } from "~/app/session";
import { CommandMenu } from "~/features/commands/CommandMenu";
import { summaryQuery } from "~/features/fleet/queries";
import { COLOURINGS, type ColourBy } from "~/features/placing/colouring";
import type { MapMode } from "~/features/placing/map";
import { filterOf, nameOf, type Place } from "~/features/placing/places";
import classes from "~/pages/sites/MapControls.module.css";
import type { SitesSearch } from "~/pages/sites/search";
import type { Selecting } from "~/pages/sites/useSelecting";
import { count } from "~/units/format";

interface Props {
  readonly place: Place;
  readonly mode: MapMode;
  readonly colour: ColourBy;
  readonly selecting: Selecting;
  readonly onChange: (change: Pick<SitesSearch, "mode" | "colour">) => void;
}

const MODES: readonly { readonly value: MapMode; readonly label: string }[] = [
  { value: "look", label: "Look" },
  { value: "select", label: "Select" },
  { value: "arrange", label: "Arrange" },
];

/** What the map's colours tell, what a click does, and commands for all its miners or those selected. */
export function MapControls({ place, mode, colour, selecting, onChange }: Props) {
  const can = useCan();
  const filter = filterOf(place);
  const total = useQuery(summaryQuery(filter)).data?.devices ?? 0;
  const { selection } = selecting;
  const chosen = mode === "select" ? selection.ids.size : 0;
  return (
    <div className={classes.controls}>
      <SegmentedControl
        aria-label="What a click does"
        size="xs"
        data={MODES.filter(({ value }) => value !== "arrange" || can("place_devices"))}
        value={mode}
        onChange={(value) => onChange({ mode: value === "look" ? undefined : (value) })}
      />
      <SegmentedControl
        aria-label="What the colours tell"
        size="xs"
        data={[...COLOURINGS]}
        value={colour}
        onChange={(value) => onChange({ colour: value === "status" ? undefined : (value) })}
      />
      <span className={classes.space} />
      {mode === "select" && (
        <span className={classes.chosen} role="status">
          {chosen === 0 ? "Click slots to select their miners." : `${count(chosen)} selected`}
        </span>
      )}
      {chosen > 0 && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={selecting.clear}>
          Clear
        </Button>
      )}
      {chosen > 0 ? (
        <CommandMenu selection={selection} count={chosen} />
      ) : (
        total > 0 && <CommandMenu selection={{ kind: "matching", filter, except: new Set() }} count={total} label={`Commands for all of ${nameOf(place)}`} />
      )}
    </div>
  );
}
