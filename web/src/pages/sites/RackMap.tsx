import { Skeleton, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";

import type { DeviceBody } from "~/api/schema";
import type { ColourBy } from "~/features/placing/colouring";
import { Legend } from "~/features/placing/Legend";
import { Looking } from "~/features/placing/looking";
import type { Highlights, MapMode } from "~/features/placing/map";
import { filterOf, insideOf, type Place, type Places } from "~/features/placing/places";
import { SlotCard } from "~/features/placing/SlotCard";
import { occupants } from "~/features/placing/slots";
import type { Arranging } from "~/features/placing/useArranging";
import { useStanding } from "~/features/placing/useStanding";
import { UnplacedPanel } from "~/features/placing/UnplacedPanel";
import { useVisible } from "~/features/placing/useVisible";
import { LooseMiners } from "~/pages/sites/LooseMiners";
import { RackCard } from "~/pages/sites/RackCard";
import classes from "~/pages/sites/RackMap.module.css";
import { useSeeking } from "~/pages/sites/useSeeking";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { count } from "~/units/format";

interface Props {
  /** A building, or one rack of it. */
  readonly place: Place;
  readonly places: Places;
  readonly by: ColourBy;
  readonly mode: MapMode;
  readonly highlights: Highlights;
  readonly arranging: Arranging;
  readonly onSelect: (devices: readonly DeviceBody[]) => void;
  readonly onFill: (filter: string, sort: string) => void;
}

/** The racks of a building, or one rack large, with live slots. */
export function RackMap({ place, places, by, mode, highlights, arranging, onSelect, onFill }: Props) {
  const navigate = useNavigate();
  const [looking] = useState(() => new Looking());
  const { visible, watch } = useVisible();
  const racks = useMemo(() => (place.rack ? [place] : insideOf(places, place)).filter(isRack), [place, places]);
  const filter = filterOf(place);
  const [seen, setSeen] = useState<readonly number[]>([]);
  const { data: standing, error, isPending } = useStanding(filter, seen);
  const bySlot = useMemo(() => occupants(standing?.devices ?? []), [standing]);
  const inView = useMemo(() => idsIn(standing?.devices ?? [], visible), [standing, visible]);
  if (!isSame(seen, inView)) setSeen(inView);
  const map = useRef<HTMLDivElement>(null);
  const { sought, seek } = useSeeking(map, racks, bySlot);

  const events = {
    onAct: (slot: Parameters<Arranging["act"]>[0], device: DeviceBody | undefined) => {
      looking.away();
      if (mode === "arrange") arranging.act(slot, device);
      else if (device && mode === "select") onSelect([device]);
      else if (device) void navigate({ to: "/miners/$deviceId", params: { deviceId: device.id } });
    },
    onLook: looking.look,
    onDrag: arranging.pickUp,
    onDragEnd: arranging.cancel,
  };

  if (isPending) return <Skeleton height={240} radius="md" aria-label="Reading the map" />;
  return (
    <div className={classes.map} data-mode={mode}>
      <div className={classes.facts}>
        <Legend by={by} devices={standing?.devices ?? []} filter={filter} />
        <LooseMiners place={place} devices={standing?.devices ?? []} />
      </div>
      <ProblemAlert error={error} />
      {standing && standing.devices.length < standing.total && (
        <Text size="sm" c="orange">{`Only ${count(standing.devices.length)} of ${count(standing.total)} miners fit into this map. Open a rack to see all of it.`}</Text>
      )}
      <div className={classes.columns}>
        {mode === "arrange" && (
          <div className={classes.unplaced}>
            <UnplacedPanel site={place.site} arranging={arranging} onPicked={seek} onFill={onFill} />
          </div>
        )}
        <div className={classes.racks} ref={map} data-large={place.rack !== null || undefined}>
          {racks.map((each) => (
            <div key={each.rack.id} ref={watch} data-rack-id={each.rack.id} className={classes.rack}>
              <RackCard
                place={each}
                standing={bySlot}
                by={by}
                mode={mode}
                highlights={highlights}
                events={events}
                large={place.rack !== null}
                isDrawn={place.rack !== null || visible.has(each.rack.id) || sought === each.rack.id}
                onSelectAll={onSelect}
              />
            </div>
          ))}
        </div>
      </div>
      <SlotCard looking={looking} devices={standing?.devices ?? []} />
    </div>
  );
}

function isRack(place: Place): place is Place & { readonly rack: NonNullable<Place["rack"]> } {
  return place.rack !== null;
}

function idsIn(devices: readonly DeviceBody[], racks: ReadonlySet<number>): readonly number[] {
  return devices.filter(({ placement }) => placement?.rack_id != null && racks.has(placement.rack_id)).map(({ id }) => id);
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
