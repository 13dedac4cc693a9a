import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";

import { atWallTime, wallTime } from "~/units/zoned";

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly error?: ReactNode;
  /** Milliseconds since the epoch; undefined: none. */
  readonly atMs: number | undefined;
  /** Whose wall clock it is; undefined: the reader's. */
  readonly timeZone: string | undefined;
  readonly onChange: (atMs: number | undefined) => void;
}

/** A moment by the wall clock of a time zone, taken when the field is left. */
export function MomentInput({ atMs, timeZone, onChange, ...shown }: Props) {
  return (
    <TextInput
      type="datetime-local"
      {...shown}
      key={atMs}
      defaultValue={atMs === undefined ? "" : wallTime(atMs, timeZone)}
      onBlur={(event) => onChange(atWallTime(event.currentTarget.value, timeZone) ?? undefined)}
    />
  );
}
