import { IconChevronRight } from "@tabler/icons-react";

import { EntryLinks, type Concerns } from "~/pages/activity/EntryLinks";
import type { Line } from "~/pages/activity/lines";
import classes from "~/pages/activity/Timeline.module.css";
import { summaryWords } from "~/pages/activity/verbs";
import { What } from "~/pages/activity/What";
import { Who } from "~/pages/activity/Who";
import { count } from "~/units/format";
import { clock } from "~/units/time";

interface Props {
  readonly line: Line;
  readonly open: boolean;
  readonly timeZone: string | undefined;
  readonly onToggle: (line: Line) => void;
}

/** A run of alike entries as one line that opens. */
export function FoldedLine({ line, open, timeZone, onToggle }: Props) {
  const [newest] = line.entries;
  const oldest = line.entries.at(-1) ?? newest;
  return (
    <div className={classes.line}>
      <div className={classes.time} title={`${clock(oldest.at_ms, timeZone)} to ${clock(newest.at_ms, timeZone)}`}>
        {clock(newest.at_ms, timeZone)}
      </div>
      <Who actor={newest.actor} />
      <What verb={newest.verb} />
      <div className={classes.summary}>
        <button type="button" className={classes.fold} aria-expanded={open} onClick={() => onToggle(line)}>
          <IconChevronRight size={14} aria-hidden className={classes.chevron} />
          <span className={classes.times}>{`${count(line.entries.length)} ×`}</span>
          {summaries(line)}
        </button>
        <EntryLinks entry={shared(line)} names={NONE} />
      </div>
    </div>
  );
}

const NONE = new Map<number, string>();

/** What all of them concern. */
function shared({ entries }: Line): Concerns {
  const [newest] = entries;
  const node = entries.every((entry) => entry.node_id === newest.node_id) ? newest.node_id : null;
  return { device_id: null, node_id: node, batch_id: newest.batch_id };
}

/** The summary they share, or the newest one of several. */
function summaries(line: Line): string {
  const different = new Set(line.entries.map((entry) => entry.summary)).size;
  const [newest] = line.entries;
  const words = summaryWords(newest.verb, newest.summary);
  return different === 1 ? words : `${words}, and ${different - 1} other ${different === 2 ? "summary" : "summaries"}`;
}
