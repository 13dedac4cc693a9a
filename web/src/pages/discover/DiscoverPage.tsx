import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";

import type { DiscoveryBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { summaryQuery } from "~/features/fleet/queries";
import { DefaultPasswordNote } from "~/features/pairing/DefaultPasswordNote";
import { PairingPanel } from "~/features/pairing/PairingPanel";
import { useFollow } from "~/live/live";
import classes from "~/pages/discover/DiscoverPage.module.css";
import { FirstSteps } from "~/pages/discover/FirstSteps";
import { GoneScan } from "~/pages/discover/GoneScan";
import { scansQuery } from "~/pages/discover/queries";
import { ScanForm } from "~/pages/discover/ScanForm";
import { ScanList } from "~/pages/discover/ScanList";
import { ScanPanel } from "~/pages/discover/ScanPanel";
import type { DiscoverSearch } from "~/pages/discover/search";
import { useDiscoverChange } from "~/pages/discover/useDiscoverChange";
import { useInView } from "~/pages/discover/useInView";
import { waitingCount } from "~/pages/discover/waitingGroups";
import { WaitingPanel } from "~/pages/discover/WaitingPanel";
import { Page } from "~/ui/Page";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

const WISH = { topics: ["discoveries"] } as const;

/** Find miners in the network and pair them. */
export function DiscoverPage() {
  useFollow(WISH);
  const search = useSearch({ from: "/inside/discover" });
  const can = useCan();
  const change = useDiscoverChange();
  const [typed, setTyped] = useState("");
  const { data: scans, error } = useQuery(scansQuery);
  const { data: fleet } = useQuery(summaryQuery(""));
  const main = useInView(`${search.scan ?? ""} ${search.pairing ?? ""}`);
  const again = (scan: DiscoveryBody): void => {
    setTyped(scan.targets.join("\n"));
    change({ scan: scan.id, show: undefined, model: undefined });
  };
  return (
    <Page title="Discover">
      <div className={classes.layout}>
        <div className={classes.side}>
          <Panel title="Scan for miners">
            {can("pair_devices") ? (
              <ScanForm typed={typed} onType={setTyped} />
            ) : (
              <Text size="sm">Your role may look at scans, but not start one. Ask a technician.</Text>
            )}
          </Panel>
          {(scans?.length !== 0 || fleet?.devices !== 0) && (
            <Panel title="Found" flush>
              <ScanList scans={scans ?? []} waiting={fleet ? waitingCount(fleet) : null} shown={search.scan} />
            </Panel>
          )}
        </div>
        <div className={classes.main} ref={main}>
          <ProblemAlert error={error} />
          <DefaultPasswordNote />
          {search.pairing !== undefined && (
            <PairingPanel
              key={search.pairing}
              batchId={search.pairing}
              onClose={() => change({ pairing: undefined })}
              onStarted={(pairing) => change({ pairing })}
            />
          )}
          <Shown search={search} fresh={fleet?.devices === 0} onAgain={again} />
        </div>
      </div>
    </Page>
  );
}

interface ShownProps {
  readonly search: DiscoverSearch;
  /** Whether no miner is known at all. */
  readonly fresh: boolean;
  readonly onAgain: (scan: DiscoveryBody) => void;
}

function Shown({ search, fresh, onAgain }: ShownProps) {
  const { data: scans } = useQuery(scansQuery);
  if (search.scan === undefined) return fresh ? <FirstSteps /> : <WaitingPanel search={search} />;
  if (scans === undefined) return <Skeleton height={320} radius="md" />;
  const scan = scans.find((each) => each.id === search.scan);
  return scan ? <ScanPanel key={scan.id} scan={scan} search={search} onAgain={onAgain} /> : <GoneScan />;
}
