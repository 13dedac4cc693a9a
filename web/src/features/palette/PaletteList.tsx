import { useEffect } from "react";

import type { Entry, EntryGroup } from "~/features/palette/entries";
import classes from "~/features/palette/Palette.module.css";

interface Props {
  readonly id: string;
  readonly groups: readonly EntryGroup[];
  readonly active: string | undefined;
  /** The pointer is over an entry. */
  readonly onPoint: (id: string) => void;
  readonly onTake: (entry: Entry) => void;
}

/** The results, by heading; the active one is in view. */
export function PaletteList({ id, groups, active, onPoint, onTake }: Props) {
  useEffect(() => {
    if (active !== undefined) document.getElementById(elementId(id, active))?.scrollIntoView({ block: "nearest" });
  }, [id, active]);
  return (
    <div className={classes.list} id={id} role="listbox" aria-label="Results">
      {groups.map(({ title, entries }) => (
        <div key={title} role="group" aria-labelledby={elementId(id, title)}>
          <div className={classes.heading} id={elementId(id, title)} role="presentation">
            {title}
          </div>
          {entries.map((entry) => (
            <div
              key={entry.id}
              id={elementId(id, entry.id)}
              className={classes.entry}
              role="option"
              aria-selected={entry.id === active}
              onMouseMove={() => entry.id !== active && onPoint(entry.id)}
              onMouseDown={(event) => event.preventDefault()} // the field keeps the focus
              onClick={() => onTake(entry)}
            >
              <entry.icon size={16} stroke={1.7} aria-hidden />
              <span className={classes.label}>{entry.label}</span>
              {entry.detail !== undefined && <span className={classes.detail}>{entry.detail}</span>}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

/** Id of an entry's element, for `aria-activedescendant`. */
export function elementId(listId: string, entryId: string): string {
  return `${listId} ${entryId}`.replaceAll(" ", "-");
}
