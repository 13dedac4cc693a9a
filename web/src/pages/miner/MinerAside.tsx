import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";

import type { DeviceBody } from "~/api/schema";
import { useCan } from "~/app/session";
import classes from "~/pages/miner/MinerAside.module.css";
import { useNow } from "~/live/now";
import { StatusBadge } from "~/ui/StatusBadge";
import { moment, span } from "~/units/time";

interface Props {
  readonly device: DeviceBody;
  readonly timeZone: string | undefined;
  /** Null while the name is being changed already. */
  readonly onRename: (() => void) | null;
}

/** Beside the miner's name: the way to change it, its status, and since when. */
export function MinerAside({ device, timeZone, onRename }: Props) {
  const mayRename = useCan()("place_devices");
  const now = useNow();
  return (
    <div className={classes.aside}>
      {onRename !== null && (
        <Tooltip label={mayRename ? "Rename" : "Your role may not rename miners"}>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label="Rename" data-disabled={!mayRename} aria-disabled={!mayRename} onClick={mayRename ? onRename : undefined}>
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <StatusBadge status={device.status} />
      <time dateTime={new Date(device.status_since_ms).toISOString()} title={`since ${moment(device.status_since_ms, timeZone)}`}>
        {`for ${span((now - device.status_since_ms) / 1000)}`}
      </time>
    </div>
  );
}
