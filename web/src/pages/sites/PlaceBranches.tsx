import { IconBuilding, IconBuildingWarehouse, IconServer2 } from "@tabler/icons-react";
import { useState } from "react";

import { contains, filterOf, insideOf, kindOf, nameOf, type Place, type Places } from "~/features/placing/places";
import { Branch } from "~/pages/sites/Branch";
import classes from "~/pages/sites/PlaceTree.module.css";
import { useCounts, type Counts } from "~/pages/sites/useCounts";

const ICONS = { site: IconBuildingWarehouse, building: IconBuilding, rack: IconServer2 };

interface Props {
  readonly places: Places;
  /** Null: the sites. */
  readonly within: Place | null;
  readonly here: Place | null;
}

/** The places directly in one, each with its own below it. */
export function PlaceBranches({ places, within, here }: Props) {
  const field = within === null ? "site" : within.building ? "rack" : "building";
  const counts = useCounts(field, within ? filterOf(within) : "");
  return (
    <ul className={classes.list}>
      {insideOf(places, within).map((place) => (
        <PlaceBranch key={(place.rack ?? place.building ?? place.site).id} places={places} place={place} here={here} counts={counts(nameOf(place))} />
      ))}
    </ul>
  );
}

interface BranchProps {
  readonly places: Places;
  readonly place: Place;
  readonly here: Place | null;
  readonly counts: Counts | null;
}

/** One place; open while what is shown lies in it, unless somebody decided otherwise. */
function PlaceBranch({ places, place, here, counts }: BranchProps) {
  const [chosen, setChosen] = useState<{ isAround: boolean; isOpen: boolean } | null>(null);
  const isAround = contains(place, here);
  const isOpen = chosen?.isAround === isAround ? chosen.isOpen : isAround;
  const isLeaf = insideOf(places, place).length === 0;
  return (
    <Branch
      label={nameOf(place)}
      icon={ICONS[kindOf(place)]}
      place={place}
      isHere={isAround && here !== null && contains(here, place)}
      counts={counts}
      isOpen={isOpen}
      onToggle={isLeaf ? undefined : () => setChosen({ isAround, isOpen: !isOpen })}
    >
      {isOpen && !isLeaf && <PlaceBranches places={places} within={place} here={here} />}
    </Branch>
  );
}
