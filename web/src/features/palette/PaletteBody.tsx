import { Loader, VisuallyHidden } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useId, useState, type KeyboardEvent } from "react";

import { neighbour, type Entry } from "~/features/palette/entries";
import { closePalette } from "~/features/palette/opening";
import classes from "~/features/palette/Palette.module.css";
import { elementId, PaletteList } from "~/features/palette/PaletteList";
import { useEntries } from "~/features/palette/useEntries";

/** A field, and the list of what fits: a combobox whose list is always open. */
export function PaletteBody() {
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string>();
  const { groups, isPending } = useEntries(typed);
  const entries = groups.flatMap((group) => group.entries);
  const active = entries.find((each) => each.id === chosen) ?? entries[0];

  const take = (entry: Entry) => {
    closePalette();
    entry.act();
  };
  const keyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      setChosen(neighbour(entries, active?.id, by));
    } else if (event.key === "Enter" && active !== undefined && !event.nativeEvent.isComposing) {
      event.preventDefault();
      take(active);
    }
  };
  return (
    <>
      <div className={classes.field}>
        <IconSearch size={18} aria-hidden />
        <input
          className={classes.input}
          role="combobox"
          aria-label="Search miners, pages, views, sites and racks"
          aria-autocomplete="list"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={active && elementId(listId, active.id)}
          placeholder="Search miners, pages, views, racks…"
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          value={typed}
          onKeyDown={keyDown}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(undefined);
          }}
        />
        {isPending && <Loader size={16} aria-hidden />}
      </div>
      <PaletteList id={listId} groups={groups} active={active?.id} onPoint={setChosen} onTake={take} />
      {entries.length === 0 && <p className={classes.nothing}>{isPending ? "Searching…" : "Nothing fits. Try part of an address, a name or a serial number."}</p>}
      <VisuallyHidden role="status">{isPending ? "Searching" : `${entries.length} ${entries.length === 1 ? "result" : "results"}`}</VisuallyHidden>
    </>
  );
}
