import { Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendarTime } from "@tabler/icons-react";

import { serverNow } from "~/live/clock";
import type { ActivitySearch } from "~/pages/activity/search";
import { useActivityChange } from "~/pages/activity/useActivityChange";
import { atWallTime, wallTime } from "~/units/zoned";

interface Props {
  readonly search: ActivitySearch;
  readonly timeZone: string | undefined;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const PRESETS = [
  { label: "Last hour", hours: 1 },
  { label: "24 hours", hours: 24 },
  { label: "7 days", hours: 168 },
  { label: "30 days", hours: 720 },
] as const;

/** From when to when, in the wall-clock time of `timeZone` or the reader's. */
export function RangeFilter({ search, timeZone }: Props) {
  const [opened, popover] = useDisclosure(false);
  const change = useActivityChange();
  const choose = (range: Pick<ActivitySearch, "from" | "to">): void => {
    change({ from: range.from, to: range.to });
    popover.close();
  };
  return (
    <Popover opened={opened} onChange={(open) => (open ? popover.open() : popover.close())} position="bottom-start" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconCalendarTime size={16} aria-hidden />} onClick={popover.toggle} aria-expanded={opened}>
          Time
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" w={280}>
          <Group gap="xs">
            {PRESETS.map(({ label, hours }) => (
              <Button key={label} size="compact-sm" variant="light" onClick={() => choose({ from: minutesAgo(hours), to: undefined })}>
                {label}
              </Button>
            ))}
          </Group>
          <Moment label="From" atMs={search.from} timeZone={timeZone} onChange={(from) => change({ from })} />
          <Moment label="Until" atMs={search.to} timeZone={timeZone} onChange={(to) => change({ to })} />
          <Text size="xs" c="dimmed">
            {`In the time of ${timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone}, by when it happened.`}
          </Text>
          <Button size="compact-sm" variant="subtle" onClick={() => choose({ from: undefined, to: undefined })}>
            Any time
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface MomentProps {
  readonly label: string;
  readonly atMs: number | undefined;
  readonly timeZone: string | undefined;
  readonly onChange: (atMs: number | undefined) => void;
}

function Moment({ label, atMs, timeZone, onChange }: MomentProps) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      key={atMs}
      defaultValue={atMs === undefined ? "" : wallTime(atMs, timeZone)}
      onBlur={(event) => onChange(atWallTime(event.currentTarget.value, timeZone) ?? undefined)}
    />
  );
}

/** Whole minutes, so that the address is short and the same for a while. */
function minutesAgo(hours: number): number {
  return Math.floor((serverNow() - hours * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
}
