import { Button, Skeleton } from "@mantine/core";
import { IconBuildingWarehouse } from "@tabler/icons-react";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { useCan } from "~/app/session";
import { placeAt, usePlaces } from "~/features/placing/places";
import { usePlacing } from "~/features/placing/usePlacing";
import type { Asked } from "~/pages/sites/asked";
import { PlaceDialog } from "~/pages/sites/PlaceDialog";
import { PlaceTree } from "~/pages/sites/PlaceTree";
import { PlaceView } from "~/pages/sites/PlaceView";
import classes from "~/pages/sites/SitesPage.module.css";
import { EmptyState } from "~/ui/EmptyState";
import { Page } from "~/ui/Page";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Sites: where miners stand, what they do there, and how they are put there. */
export function SitesPage() {
  const search = useSearch({ from: "/inside/sites" });
  const { places, error } = usePlaces();
  const placing = usePlacing();
  const [asked, setAsked] = useState<Asked | null>(null);
  const can = useCan();
  const ask = (next: Asked) => {
    placing.dismiss();
    setAsked(next);
  };
  const addSite = () => setAsked({ kind: "site", place: null });
  if (!places) {
    return (
      <Page title="Sites">
        {error ? <ProblemAlert error={error} /> : <Skeleton height={320} radius="md" />}
      </Page>
    );
  }
  return (
    <>
      {places.sites.length === 0 ? (
        <Page title="Sites">
          <EmptyState icon={IconBuildingWarehouse} title="No sites yet" action={can("manage_sites") && <Button onClick={addSite}>Add a site</Button>}>
            A site is a mine. Add one, then its buildings, their racks, and put miners into the slots: from then on you see at a glance where something is wrong.
          </EmptyState>
        </Page>
      ) : (
        <div className={classes.layout}>
          <PlaceTree places={places} here={placeAt(places, search)} onAddSite={addSite} />
          <div className={classes.content}>
            <PlaceView places={places} place={placeAt(places, search)} placing={placing} onAsk={ask} />
          </div>
        </div>
      )}
      <PlaceDialog asked={asked} places={places} placing={placing} onClose={() => setAsked(null)} />
    </>
  );
}
