import { Text } from "@mantine/core";
import { IconBuilding, IconBuildingWarehouse } from "@tabler/icons-react";

import { both } from "~/domain/filters";
import { addressOf, filterOf, insideOf, nameOf, type Place, type Places } from "~/features/placing/places";
import classes from "~/pages/sites/PlaceCards.module.css";
import { ATTENTION, type Counts } from "~/pages/sites/useCounts";
import { Panel } from "~/ui/Panel";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

interface Props {
  readonly places: Places;
  /** A site or a building. */
  readonly place: Place;
  readonly counts: Counts | null;
}

/** A place in short: how many miners stand in it, how many of them need somebody, what it holds. */
export function PlaceCard({ places, place, counts }: Props) {
  const filter = filterOf(place);
  const Icon = place.building ? IconBuilding : IconBuildingWarehouse;
  const title = (
    <span className={classes.name}>
      <Icon size={16} stroke={1.7} aria-hidden />
      <TextLink to="/sites" search={(old) => ({ ...old, ...addressOf(place) })}>{nameOf(place)}</TextLink>
    </span>
  );
  return (
    <Panel title={title}>
      <Text size="sm" className="live-value">
        <TextLink to="/miners" search={{ filter }}>{`${count(counts?.miners)} miners`}</TextLink>
        {" · "}
        {counts && counts.attention > 0 ? (
          <TextLink to="/miners" search={{ filter: both(filter, ATTENTION) }} className={classes.attention ?? ""}>
            {`${count(counts.attention)} need attention`}
          </TextLink>
        ) : (
          <span className={classes.fine}>{counts ? "none needs attention" : "–"}</span>
        )}
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        {holds(places, place)}
      </Text>
    </Panel>
  );
}

function holds(places: Places, place: Place): string {
  const inside = insideOf(places, place).length;
  const noun = place.building ? "rack" : "building";
  return inside === 0 ? `no ${noun}s yet` : `${count(inside)} ${noun}${inside === 1 ? "" : "s"}`;
}
