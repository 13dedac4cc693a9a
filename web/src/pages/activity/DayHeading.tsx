import { useNow } from "~/live/now";
import { dayTitle } from "~/pages/activity/days";
import classes from "~/pages/activity/Timeline.module.css";

interface Props {
  readonly day: string;
  readonly timeZone: string | undefined;
}

/** The name of a day, over its entries. */
export function DayHeading({ day, timeZone }: Props) {
  return <h2 className={classes.day}>{dayTitle(day, useNow(), timeZone)}</h2>;
}
