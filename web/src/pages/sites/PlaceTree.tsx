import { ActionIcon, Button } from "@mantine/core";
import { IconListTree, IconPlus, IconWorld } from "@tabler/icons-react";
import { useState } from "react";

import { useCan } from "~/app/session";
import { pathOf, type Place, type Places } from "~/features/placing/places";
import { Branch } from "~/pages/sites/Branch";
import { PlaceBranches } from "~/pages/sites/PlaceBranches";
import classes from "~/pages/sites/PlaceTree.module.css";

interface Props {
  readonly places: Places;
  readonly here: Place | null;
  readonly onAddSite: () => void;
}

/** Sites, their buildings and racks, with how many miners stand in each. */
export function PlaceTree({ places, here, onAddSite }: Props) {
  const can = useCan();
  const [openAt, setOpenAt] = useState<string | null>(null); // narrow screens show it on demand, until one goes somewhere
  const at = here ? pathOf(here) : "";
  const isOpen = openAt === at;
  return (
    <nav className={classes.tree} aria-label="Places" data-open={isOpen || undefined}>
      <div className={classes.head}>
        <h2 className={classes.title}>Places</h2>
        <Button
          className={classes.toggle ?? ""}
          variant="default"
          size="compact-md"
          leftSection={<IconListTree size={16} aria-hidden />}
          aria-expanded={isOpen}
          onClick={() => setOpenAt(isOpen ? null : at)}
        >
          Places
        </Button>
        {can("manage_sites") && (
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Add a site" title="Add a site" onClick={onAddSite}>
            <IconPlus size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <div className={classes.places}>
        <ul className={classes.list}>
          <Branch label="All sites" icon={IconWorld} place={null} isHere={here === null} counts={null} />
        </ul>
        <PlaceBranches places={places} within={null} here={here} />
      </div>
    </nav>
  );
}
