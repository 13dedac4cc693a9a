import { Group, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";

import type { DeviceDetailBody } from "~/api/schema";
import { isOnNode } from "~/app/mode";
import { sitesQuery } from "~/app/scope";
import { CommandMenu } from "~/features/commands/CommandMenu";
import { OwnershipMenu } from "~/features/pairing/OwnershipMenu";
import type { Selection } from "~/features/selection/selection";
import { CapabilitiesPanel } from "~/pages/miner/CapabilitiesPanel";
import { CommandsPanel } from "~/pages/miner/CommandsPanel";
import { FreshnessBar } from "~/pages/miner/FreshnessBar";
import { IdentityPanel } from "~/pages/miner/IdentityPanel";
import { MinerAside } from "~/pages/miner/MinerAside";
import { MinerCharts } from "~/pages/miner/MinerCharts";
import { MinerFacts } from "~/pages/miner/MinerFacts";
import { MinerOverview } from "~/pages/miner/MinerOverview";
import classes from "~/pages/miner/MinerView.module.css";
import { MovingNotice } from "~/pages/miner/MovingNotice";
import { PairingNotice } from "~/pages/miner/PairingNotice";
import { RenameForm } from "~/pages/miner/RenameForm";
import type { MinerTab } from "~/pages/miner/search";
import { StaleNotice } from "~/pages/miner/StaleNotice";
import { isStale } from "~/domain/freshness";
import { useDeviceCommands } from "~/pages/miner/useDeviceCommands";
import { VendorPanel } from "~/pages/miner/VendorPanel";
import { Page } from "~/ui/Page";
import { count } from "~/units/format";

const route = getRouteApi("/inside/miners/$deviceId");

/** The page of a miner that is known. */
export function MinerView({ detail }: { readonly detail: DeviceDetailBody }) {
  const { device } = detail;
  const { tab = "overview" } = route.useSearch();
  const navigate = route.useNavigate();
  const history = useDeviceCommands(device.id);
  const { data: sites } = useQuery(sitesQuery);
  const timeZone = sites?.find((site) => site.id === device.placement?.site_id)?.time_zone;
  const [renaming, setRenaming] = useState(false);
  const selection = useMemo((): Selection => ({ kind: "ids", ids: new Set([device.id]) }), [device.id]);
  const open = (next: string | null) =>
    void navigate({ search: (old) => ({ ...old, tab: next === "overview" ? undefined : (next as MinerTab) }), replace: true });
  return (
    <Page
      title={device.name}
      heading={renaming ? <RenameForm device={device} onClose={() => setRenaming(false)} /> : undefined}
      aside={<MinerAside device={device} timeZone={timeZone} onRename={renaming || isOnNode() ? null : () => setRenaming(true)} />}
      actions={
        <Group gap="xs">
          <OwnershipMenu selection={selection} count={1} />
          <CommandMenu selection={selection} count={1} />
        </Group>
      }
    >
      <div className={classes.page} data-stale={isStale(device)}>
        {isStale(device) && <StaleNotice device={device} timeZone={timeZone} />}
        <MovingNotice device={device} />
        <PairingNotice device={device} />
        <MinerFacts device={device} />
        <Tabs value={tab} onChange={open} keepMounted={false}>
          <div className={classes.bar}>
            <Tabs.List>
              <Tabs.Tab value="overview">Overview</Tabs.Tab>
              {!isOnNode() && <Tabs.Tab value="charts">Charts</Tabs.Tab>}
              <Tabs.Tab value="commands">{history.open.length === 0 ? "Commands" : `Commands (${count(history.open.length)} open)`}</Tabs.Tab>
              <Tabs.Tab value="driver">Driver</Tabs.Tab>
            </Tabs.List>
            <FreshnessBar device={device} timeZone={timeZone} />
          </div>
          <Tabs.Panel value="overview" className={classes.tab ?? ""}>
            <MinerOverview detail={detail} open={history.open} timeZone={timeZone} />
          </Tabs.Panel>
          <Tabs.Panel value="charts">
            <MinerCharts device={device} timeZone={timeZone} />
          </Tabs.Panel>
          <Tabs.Panel value="commands">
            <CommandsPanel deviceId={device.id} history={history} timeZone={timeZone} />
          </Tabs.Panel>
          <Tabs.Panel value="driver" className={classes.tab ?? ""}>
            <IdentityPanel device={device} timeZone={timeZone} />
            <CapabilitiesPanel capabilities={detail.capabilities} />
            <VendorPanel deviceId={device.id} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </Page>
  );
}
