import { Button } from "@mantine/core";
import { IconFilterOff, IconRadar } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { useCan } from "~/app/session";
import type { Address } from "~/pages/miners/useAddress";
import { EmptyState } from "~/ui/EmptyState";

interface Props {
  readonly address: Address;
  /** The name of the site that the page is about, if it is about one. */
  readonly site: string | null;
}

/** The list is empty: because of the filter, of the site, or because there is no miner yet. */
export function NoMiners({ address, site }: Props) {
  const can = useCan();
  if (address.filter !== "") {
    const clear = (
      <Button variant="default" onClick={() => address.setFilter("")}>
        Clear the filter
      </Button>
    );
    return (
      <EmptyState icon={IconFilterOff} title="No miner matches" action={clear}>
        {site === null ? "All miners are left out by this filter." : `All miners of ${site} are left out by this filter.`}
      </EmptyState>
    );
  }
  if (site !== null) {
    const leave = (
      <Button variant="default" onClick={address.leaveSite}>
        Show all sites
      </Button>
    );
    return (
      <EmptyState icon={IconFilterOff} title={`No miners at ${site}`} action={leave}>
        Select miners in the list of all sites, and place them here.
      </EmptyState>
    );
  }
  const discover = can("pair_devices") && (
    <Button component={Link} to="/discover" leftSection={<IconRadar size={16} aria-hidden />}>
      Discover miners
    </Button>
  );
  return (
    <EmptyState icon={IconRadar} title="No miners yet" action={discover}>
      Let a node look for miners in its network. What it finds stands here, and can be paired.
    </EmptyState>
  );
}
