import { Button, SegmentedControl } from "@mantine/core";
import { IconZoomReset } from "@tabler/icons-react";

import classes from "~/ui/chart/RangePicker.module.css";
import { DEFAULT_RANGE, RANGES, zoomOf, type RangeName, type RangeSearch } from "~/ui/chart/ranges";
import { moment } from "~/units/time";

interface Props {
  readonly value: RangeSearch;
  readonly onChange: (range: RangeSearch) => void;
  readonly timeZone?: string | undefined;
}

const OPTIONS = Object.entries(RANGES).map(([value, { label }]) => ({ value, label }));

/** What time the charts show: a range that ends now, or a zoom, which can be left again. */
export function RangePicker({ value, onChange, timeZone }: Props) {
  const zoom = zoomOf(value);
  return (
    <div className={classes.picker}>
      {zoom !== null && (
        <Button
          variant="default"
          size="xs"
          h={32}
          leftSection={<IconZoomReset size={15} aria-hidden />}
          onClick={() => onChange({ range: value.range })}
          title={`${moment(zoom.fromMs, timeZone)} to ${moment(zoom.toMs, timeZone)}`}
        >
          Reset zoom
        </Button>
      )}
      <SegmentedControl
        size="xs"
        classNames={{ root: classes.ranges ?? "" }}
        aria-label="Time range"
        data={OPTIONS}
        value={zoom === null ? (value.range ?? DEFAULT_RANGE) : ""}
        onChange={(name) => onChange({ range: name as RangeName })}
      />
    </div>
  );
}
