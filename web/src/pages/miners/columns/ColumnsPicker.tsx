import { Button, Checkbox } from "@mantine/core";

import { flipped, sameKeys } from "~/pages/miners/columns/choice";
import { ChosenColumns } from "~/pages/miners/columns/ChosenColumns";
import { COLUMNS, columnsOf, USUAL, type Section } from "~/pages/miners/columns/columns";
import classes from "~/pages/miners/columns/ColumnsPicker.module.css";

interface Props {
  readonly keys: readonly string[];
  readonly onChange: (keys: readonly string[]) => void;
}

const SECTIONS: readonly Section[] = ["Now", "Temperature and fans", "Place", "Pool", "Identity", "Housekeeping"];

/** The columns shown, in their order, and all others. */
export function ColumnsPicker({ keys, onChange }: Props) {
  return (
    <div className={classes.picker}>
      <div className={classes.heading}>
        <h2>Shown, from left to right</h2>
        {!sameKeys(keys, USUAL) && (
          <Button size="compact-xs" variant="subtle" onClick={() => onChange(USUAL)}>
            Usual ones
          </Button>
        )}
      </div>
      <ChosenColumns columns={columnsOf(keys)} onChange={onChange} />
      {SECTIONS.map((section) => (
        <fieldset key={section} className={classes.section}>
          <legend>{section}</legend>
          {COLUMNS.filter((column) => column.section === section).map(({ key, label }) => (
            <Checkbox key={key} label={label} checked={keys.includes(key)} onChange={() => onChange(flipped(keys, key))} />
          ))}
        </fieldset>
      ))}
    </div>
  );
}
