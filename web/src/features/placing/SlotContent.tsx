import { VisuallyHidden } from "@mantine/core";

import type { DeviceBody } from "~/api/schema";
import { STATUSES } from "~/domain/statuses";
import { hashing, hottest, ratio, type ColourBy } from "~/features/placing/colouring";
import classes from "~/features/placing/Slot.module.css";
import { hashrate, percent, temperature } from "~/units/format";

interface Props {
  readonly label: string;
  readonly device: DeviceBody | undefined;
  readonly by: ColourBy;
}

/** What a large slot says; read aloud as slotWords has it. */
export function SlotContent({ label, device, by }: Props) {
  if (device === undefined) {
    return (
      <span className={classes.mark}>
        <VisuallyHidden>Slot </VisuallyHidden>
        {label}
        <VisuallyHidden>, empty</VisuallyHidden>
      </span>
    );
  }
  const hashes = by === "hashrate" ? `${hashrate(hashing(device))} (${percent(ratio(device))})` : hashrate(hashing(device));
  return (
    <>
      <span className={classes.label}>
        <VisuallyHidden>Slot </VisuallyHidden>
        {label}
        <VisuallyHidden>: </VisuallyHidden>
      </span>
      <span className={classes.words}>
        <span className={classes.name}>{device.name}</span>
        <span>{device.address}</span>
        <VisuallyHidden>{STATUSES[device.status].label}</VisuallyHidden>
        <span>{`${hashes} · ${temperature(hottest(device))}`}</span>
      </span>
    </>
  );
}
