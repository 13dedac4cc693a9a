import { SegmentedControl } from "@mantine/core";

import classes from "~/pages/settings/Settings.module.css";

interface Props<V extends string> {
  readonly name: string;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly note: string;
}

/** One of a few, with what it means. */
export function Choice<V extends string>({ name, options, value, onChange, note }: Props<V>) {
  return (
    <div className={classes.choice}>
      <span className={classes.name}>{name}</span>
      <div>
        <SegmentedControl size="xs" aria-label={name} data={[...options]} value={value} onChange={onChange} />
      </div>
      <p className={classes.note}>{note}</p>
    </div>
  );
}
