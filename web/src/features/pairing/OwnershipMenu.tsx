import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";

import { useCan } from "~/app/session";
import { OwnershipDialog } from "~/features/pairing/OwnershipDialog";
import { OWNERSHIP_ACTS, type OwnershipAct } from "~/features/pairing/ownershipActs";
import type { Selection } from "~/features/selection/selection";

interface Props {
  readonly selection: Selection;
  /** How many that is now, as the page shows it. */
  readonly count: number;
  /** After the server accepted it; the batch where there is one to watch. */
  readonly onDone?: (batchId: string | null) => void;
}

/** Unpair, release and forget for a selection; each asks before it does anything. */
export function OwnershipMenu({ selection, count, onDone }: Props) {
  const can = useCan();
  const [asked, ask] = useState<OwnershipAct | null>(null);
  if (!can("pair_devices")) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" disabled={count === 0} rightSection={<IconChevronDown size={14} aria-hidden />}>
            Ownership
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {OWNERSHIP_ACTS.map((act) => (
            <Menu.Item key={act.kind} color="red" onClick={() => ask(act)}>
              {`${act.label}…`}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asked && (
        <OwnershipDialog act={asked} selection={selection} count={count} onClose={() => ask(null)} {...(onDone ? { onDone } : {})} />
      )}
    </>
  );
}
