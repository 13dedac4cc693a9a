import { Portal } from "@mantine/core";
import { useEffect, useSyncExternalStore } from "react";

import type { DeviceBody } from "~/api/schema";
import { hashing, hottest, ratio } from "~/features/placing/colouring";
import type { Looking } from "~/features/placing/looking";
import classes from "~/features/placing/SlotCard.module.css";
import { Age } from "~/ui/Age";
import { StatusBadge } from "~/ui/StatusBadge";
import { hashrate, percent, power, temperature } from "~/units/format";

const WIDTH = 240;
const HEIGHT = 168;
const GAP = 8;

interface Props {
  readonly looking: Looking;
  /** What is known of the miners now. */
  readonly devices: readonly DeviceBody[];
}

/** A small card beside the slot that is pointed at or focused. Escape sends it away; the slot's own name says the same. */
export function SlotCard({ looking, devices }: Props) {
  const looked = useSyncExternalStore(looking.watch, looking.current);
  const onClose = looking.away;
  useEffect(() => {
    const close = (event: KeyboardEvent) => event.key === "Escape" && onClose();
    document.addEventListener("keydown", close);
    window.addEventListener("scroll", onClose, { capture: true, passive: true });
    return () => {
      document.removeEventListener("keydown", close);
      window.removeEventListener("scroll", onClose, { capture: true });
    };
  }, [onClose]);
  if (looked === null) return null;
  const device = devices.find(({ id }) => id === looked.device.id) ?? looked.device;
  return (
    <Portal>
      <div className={classes.card} style={besides(looked.element.getBoundingClientRect())} aria-hidden data-testid="slot-card">
        <div className={classes.head}>
          <strong className={classes.name}>{device.name}</strong>
          <StatusBadge status={device.status} />
        </div>
        <div className={classes.dim}>{[device.address, device.model].filter(Boolean).join(" · ")}</div>
        <dl className={classes.facts}>
          <dt>Hashrate</dt>
          <dd>{`${hashrate(hashing(device))} (${percent(ratio(device))})`}</dd>
          <dt>Hottest</dt>
          <dd>{temperature(hottest(device))}</dd>
          <dt>Power</dt>
          <dd>{power(hashing(device) === null ? null : device.power_watts)}</dd>
          <dt>Report</dt>
          <dd>
            <Age atMs={device.last_report_ms} />
          </dd>
        </dl>
      </div>
    </Portal>
  );
}

/** Under the slot, or over it where there is no room; never off the screen. */
function besides(slot: DOMRect): { left: number; top: number; width: number } {
  const below = slot.bottom + GAP;
  const top = below + HEIGHT > window.innerHeight ? Math.max(slot.top - GAP - HEIGHT, GAP) : below;
  return { left: Math.min(Math.max(slot.left, GAP), window.innerWidth - WIDTH - GAP), top, width: WIDTH };
}
