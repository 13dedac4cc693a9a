import type { ActivityBody } from "~/api/schema";
import classes from "~/pages/activity/Timeline.module.css";
import { clock, moment } from "~/units/time";
import { dayOf } from "~/units/zoned";

interface Props {
  readonly entry: ActivityBody;
  readonly timeZone: string | undefined;
}

/** What came so late was told by a node that had been out of contact, or whose clock is off. */
const LATE_MS = 5_000;

/** When it happened, and when the server heard of it where that was not at once. */
export function EntryTime({ entry, timeZone }: Props) {
  const { at_ms: at, received_at_ms: received } = entry;
  const sameDay = dayOf(at, timeZone) === dayOf(received, timeZone);
  return (
    <div className={classes.time}>
      <time dateTime={new Date(at).toISOString()} title={moment(at, timeZone)}>
        {sameDay ? clock(at, timeZone) : moment(at, timeZone)}
      </time>
      {Math.abs(received - at) > LATE_MS && <span className={classes.received}>{`received ${clock(received, timeZone)}`}</span>}
    </div>
  );
}
