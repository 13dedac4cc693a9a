import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconArrowsSort, IconCheck, IconSortAscending, IconSortDescending } from "@tabler/icons-react";

import { COLUMNS } from "~/pages/miners/columns/columns";
import type { Sorting } from "~/pages/miners/list/sorting";

interface Props {
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

const CHOICES = [
  { label: "Name", sort: "name", numeric: false },
  ...COLUMNS.flatMap(({ label, sort, numeric }) => (sort === null ? [] : [{ label, sort, numeric }])),
];

/** The order of the list where it has no head to click: on narrow screens. */
export function SortMenu({ sorting, onSort }: Props) {
  const Direction = sorting.descending ? IconSortDescending : IconSortAscending;
  return (
    <Button.Group>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" leftSection={<IconArrowsSort size={16} aria-hidden />}>
            {CHOICES.find((each) => each.sort === sorting.sort)?.label ?? "Sort"}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="60dvh" style={{ overflowY: "auto" }}>
          {CHOICES.map(({ label, sort, numeric }) => (
            <Menu.Item
              key={sort}
              mih={36}
              aria-current={sort === sorting.sort}
              rightSection={sort === sorting.sort && <IconCheck size={16} aria-hidden />}
              onClick={() => onSort({ sort, descending: numeric })}
            >
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={sorting.descending ? "Largest first; turn round" : "Smallest first; turn round"}
        onClick={() => onSort({ ...sorting, descending: !sorting.descending })}
      >
        <Direction size={18} aria-hidden />
      </ActionIcon>
    </Button.Group>
  );
}
