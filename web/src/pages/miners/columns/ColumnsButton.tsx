import { Button, Popover, ScrollArea } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";

import { ColumnsPicker } from "~/pages/miners/columns/ColumnsPicker";

interface Props {
  readonly keys: readonly string[];
  readonly onChange: (keys: readonly string[]) => void;
}

/** Opens the choice of columns. */
export function ColumnsButton({ keys, onChange }: Props) {
  return (
    <Popover position="bottom-end" width={300} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Columns">
        <ScrollArea.Autosize mah="min(32rem, 70dvh)" type="auto" tabIndex={-1}>
          <ColumnsPicker keys={keys} onChange={onChange} />
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
