import { Button, Group, Text } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useState } from "react";

import { useCan } from "~/app/session";
import { miners } from "~/features/commands/words";
import { OwnershipMenu } from "~/features/pairing/OwnershipMenu";
import { PairDialog } from "~/features/pairing/PairDialog";
import type { Selection } from "~/features/selection/selection";
import classes from "~/pages/discover/SelectionBar.module.css";
import { useDiscoverChange } from "~/pages/discover/useDiscoverChange";

interface Props {
  readonly selection: Selection;
  readonly count: number;
  readonly onClear: () => void;
}

/** What can be done with the chosen miners. It stays in view while one scrolls. */
export function SelectionBar({ selection, count, onClear }: Props) {
  const can = useCan();
  const change = useDiscoverChange();
  const [pairing, pair] = useState<Selection | null>(null);
  const watch = (batchId: string | null): void => {
    onClear();
    if (batchId !== null) change({ pairing: batchId });
  };
  if (!can("pair_devices")) return null;
  return (
    <div className={classes.bar} data-active={count > 0 || undefined}>
      <Text size="sm" aria-live="polite" className={classes.words}>
        {count === 0 ? "Choose miners to pair them." : `${miners(count)} chosen`}
      </Text>
      <Group gap="xs">
        {count > 0 && (
          <Button variant="subtle" color="gray" onClick={onClear}>
            Clear
          </Button>
        )}
        <OwnershipMenu selection={selection} count={count} onDone={watch} />
        <Button disabled={count === 0} leftSection={<IconPlugConnected size={16} aria-hidden />} onClick={() => pair(selection)}>
          Pair…
        </Button>
      </Group>
      <PairDialog selection={pairing} count={count} onClose={() => pair(null)} onStarted={watch} />
    </div>
  );
}
