import { Button } from "@mantine/core";
import { IconHourglass } from "@tabler/icons-react";
import { useState } from "react";

import type { DiscoveryBody } from "~/api/schema";
import { miners } from "~/features/commands/words";
import classes from "~/pages/discover/ScanList.module.css";
import { SCAN_STATES } from "~/pages/discover/scanStates";
import { targetWords } from "~/pages/discover/targets";
import { Age } from "~/ui/Age";
import { ToneBadge } from "~/ui/StatusBadge";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

interface Props {
  readonly scans: readonly DiscoveryBody[];
  /** How many miners wait for pairing; null while that is read. */
  readonly waiting: number | null;
  /** The scan that is shown. */
  readonly shown: string | undefined;
}

const FEW = 6;
const EXACTLY = { exact: true, includeSearch: true } as const;

/** What can be shown: the miners that wait, and every scan. */
export function ScanList({ scans, waiting, shown }: Props) {
  const [all, setAll] = useState(false);
  const listed = all ? scans : scans.filter((scan, index) => index < FEW || scan.id === shown);
  return (
    <ul className={classes.list}>
      <li>
        <TextLink
          to="/discover"
          search={(old) => ({ ...old, scan: undefined, show: undefined, model: undefined })}
          className={classes.item ?? ""}
          underline="never"
          activeOptions={EXACTLY}
          data-shown={shown === undefined || undefined}
        >
          <span className={classes.name}>Waiting for pairing</span>
          <span className={classes.minor}>of every scan until now</span>
          <span className={classes.side}>
            <ToneBadge icon={IconHourglass} tone={waiting ? "warn" : "calm"} label={count(waiting)} />
          </span>
        </TextLink>
      </li>
      {listed.map((scan) => (
        <li key={scan.id}>
          <TextLink
            to="/discover"
            search={(old) => ({ ...old, scan: scan.id, show: undefined, model: undefined })}
            className={classes.item ?? ""}
            underline="never"
            activeOptions={EXACTLY}
            data-shown={shown === scan.id || undefined}
          >
            <span className={classes.name}>{targetWords(scan.targets)}</span>
            <span className={classes.minor}>
              {`${miners(scan.devices_found)}, `}
              <Age atMs={scan.started_at_ms} />
            </span>
            <span className={classes.side}>
              <ToneBadge {...SCAN_STATES[scan.state]} />
            </span>
          </TextLink>
        </li>
      ))}
      {scans.length > listed.length && (
        <li>
          <Button variant="subtle" size="compact-md" fz="sm" m="xs" onClick={() => setAll(true)}>{`Show all ${scans.length} scans`}</Button>
        </li>
      )}
    </ul>
  );
}
