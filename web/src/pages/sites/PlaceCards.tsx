import { Button } from "@mantine/core";
import { IconBuilding } from "@tabler/icons-react";

import { filterOf, insideOf, nameOf, type Place, type Places } from "~/features/placing/places";
import { Elsewhere } from "~/pages/sites/Elsewhere";
import { PlaceCard } from "~/pages/sites/PlaceCard";
import classes from "~/pages/sites/PlaceCards.module.css";
import { useCounts } from "~/pages/sites/useCounts";
import { EmptyState } from "~/ui/EmptyState";
import { Panel } from "~/ui/Panel";

interface Props {
  readonly places: Places;
  /** A site; null shows all sites. */
  readonly within: Place | null;
  /** Null without the right to. */
  readonly onAdd: (() => void) | null;
}

/** The sites, or the buildings of one. */
export function PlaceCards({ places, within, onAdd }: Props) {
  const counts = useCounts(within ? "building" : "site", within ? filterOf(within) : "");
  const inside = insideOf(places, within);
  return (
    <>
      {within && inside.length === 0 ? (
        <Panel>
          <EmptyState icon={IconBuilding} title={`${nameOf(within)} has no buildings yet`} action={onAdd && <Button onClick={onAdd}>Add a building</Button>}>
            A building is a hall or a container. Racks stand in buildings, and miners in the slots of racks.
          </EmptyState>
        </Panel>
      ) : (
        <div className={classes.cards}>
          {inside.map((place) => (
            <PlaceCard key={(place.building ?? place.site).id} places={places} place={place} counts={counts(nameOf(place))} />
          ))}
        </div>
      )}
      <Elsewhere within={within} />
    </>
  );
}
