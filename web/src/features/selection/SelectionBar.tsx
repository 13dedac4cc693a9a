import { Button, CloseButton } from "@mantine/core";
import { IconKey, IconMapPin, IconTags } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";

import { isOnNode } from "~/app/mode";
import { useCan } from "~/app/session";
import { CommandMenu } from "~/features/commands/CommandMenu";
import { summaryQuery } from "~/features/fleet/queries";
import { ExportButton } from "~/features/selection/ExportButton";
import { filterOf } from "~/features/selection/exporting";
import classes from "~/features/selection/SelectionBar.module.css";
import type { Selecting } from "~/features/selection/useSelection";
import { count as counted } from "~/units/format";

const GroupDialog = lazy(() => import("~/features/selection/GroupDialog").then(({ GroupDialog: it }) => ({ default: it })));
const PlaceDialog = lazy(() => import("~/features/selection/PlaceDialog").then(({ PlaceDialog: it }) => ({ default: it })));
const DIALOGS = { group: GroupDialog, place: PlaceDialog } as const;
const NOT_PAIRED = ["UNPAIRED", "PENDING", "AUTHENTICATION_NEEDED", "FAILED"] as const;

interface Props {
  readonly selecting: Selecting;
  /** How many match the filter of the list, and that filter. */
  readonly total: number;
  readonly filter: string;
  /** Whether the menu of commands is open: a key may open it. */
  readonly commandsOpened: boolean;
  readonly onCommandsOpened: (opened: boolean) => void;
}

/** How many miners are selected, and all that can be done with them. Nothing while none is. */
export function SelectionBar({ selecting, total, filter, commandsOpened, onCommandsOpened }: Props) {
  const { selection } = selecting;
  const count = selecting.count(total);
  const can = useCan();
  const [open, setOpen] = useState<keyof typeof DIALOGS | null>(null);
  const { data: sums } = useQuery({ ...summaryQuery(filterOf(selection) ?? filter), enabled: count > 0, refetchInterval: false });
  const notPaired = NOT_PAIRED.reduce((sum, status) => sum + (sums?.by_pairing[status] ?? 0), 0);
  if (count === 0) return null;
  const Dialog = open && DIALOGS[open];
  const isAll = selection.kind === "matching" && selection.except.size === 0;
  return (
    <section className={classes.bar} aria-label="Selection">
      <p className={classes.count} aria-live="polite">
        <strong>{isAll ? `All ${counted(count)}` : counted(count)}</strong> selected
      </p>
      {count < total && (
        <Button variant="subtle" onClick={selecting.all}>
          {`Select all ${counted(total)}`}
        </Button>
      )}
      <div className={classes.acts}>
        <CommandMenu selection={selection} count={count} opened={commandsOpened} onOpenedChange={onCommandsOpened} />
        {notPaired > 0 && can("pair_devices") && (
          <Button component={Link} to="/discover" variant="default" leftSection={<IconKey size={16} aria-hidden />}>
            Pair
          </Button>
        )}
        {can("place_devices") && (
          <>
            <Button variant="default" leftSection={<IconMapPin size={16} aria-hidden />} onClick={() => setOpen("place")}>
              Place
            </Button>
            <Button variant="default" leftSection={<IconTags size={16} aria-hidden />} onClick={() => setOpen("group")}>
              Group
            </Button>
          </>
        )}
        {!isOnNode() && <ExportButton selection={selection} />}
      </div>
      <CloseButton className={classes.clear ?? ""} aria-label="Clear the selection" title="Clear the selection" onClick={selecting.clear} />
      {Dialog && (
        <Suspense>
          <Dialog selection={selection} count={count} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </section>
  );
}
