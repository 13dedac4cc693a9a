import { Button } from "@mantine/core";
import { IconMapPinOff, IconRadar } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import type { SiteBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { EmptyState } from "~/ui/EmptyState";
import { Panel } from "~/ui/Panel";

/** Nothing to look at yet: of the whole installation, or of one site. */
export function NoMiners({ site }: { readonly site: SiteBody | null }) {
  const can = useCan();
  if (site) {
    return (
      <Panel>
        <EmptyState icon={IconMapPinOff} title={`No miners belong to ${site.name} yet`} action={<Button component={Link} to="/sites">{`Open ${site.name}`}</Button>}>
          Assign miners to this site there, or put them into the slots of its racks.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel>
      <EmptyState icon={IconRadar} title="No miners yet" action={can("pair_devices") && <Button component={Link} to="/discover">Discover miners</Button>}>
        {can("pair_devices")
          ? "Let a node search your networks for miners, then pair those that it finds. From then on this page shows what they do."
          : "Nobody has searched for miners yet. An operator or a technician can do that under Discover."}
      </EmptyState>
    </Panel>
  );
}
