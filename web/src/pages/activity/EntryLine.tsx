import type { ActivityBody } from "~/api/schema";
import type { Names } from "~/pages/activity/deviceNames";
import { EntryLinks } from "~/pages/activity/EntryLinks";
import { EntryTime } from "~/pages/activity/EntryTime";
import classes from "~/pages/activity/Timeline.module.css";
import { summaryWords } from "~/pages/activity/verbs";
import { What } from "~/pages/activity/What";
import { Who } from "~/pages/activity/Who";

interface Props {
  readonly entry: ActivityBody;
  readonly names: Names;
  readonly timeZone: string | undefined;
  /** Whether it stands in a line that was opened, which says who and what. */
  readonly within?: boolean;
}

/** One entry: when, who, what, and links to what it concerns. */
export function EntryLine({ entry, names, timeZone, within = false }: Props) {
  return (
    <div className={`${classes.line ?? ""} ${within ? (classes.within ?? "") : ""}`}>
      <EntryTime entry={entry} timeZone={timeZone} />
      {within ? <div className={classes.alike} /> : <Who actor={entry.actor} />}
      {!within && <What verb={entry.verb} />}
      <div className={classes.summary}>
        {summaryWords(entry.verb, entry.summary)}
        <EntryLinks entry={entry} names={names} />
      </div>
    </div>
  );
}
