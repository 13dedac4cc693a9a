import { Button, Menu } from "@mantine/core";
import { useUncontrolled } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { lazy, Suspense, useRef, useState } from "react";

import { newActKey } from "~/api/idempotency";
import { useCan } from "~/app/session";
import { actGroups, type Act } from "~/features/commands/acts";
import type { Chosen } from "~/features/commands/chosen";
import { CommandMenuItem } from "~/features/commands/CommandMenuItem";
import classes from "~/features/commands/CommandMenu.module.css";
import { CommandsDisabled } from "~/features/commands/CommandsDisabled";
import type { Selection } from "~/features/selection/selection";

const CommandDialog = lazy(() => import("~/features/commands/CommandDialog").then((module) => ({ default: module.CommandDialog })));

interface Props {
  /** Whom a command is for. */
  readonly selection: Selection;
  /** How many that is now, as the page shows it. The preview counts again, and its number is what is confirmed. */
  readonly count: number;
  /** What the button says; "Commands" without. */
  readonly label?: string;
  /** After a batch was accepted by the server. */
  readonly onIssued?: (batchId: string) => void;
  /** Whether the menu is open, where the page opens it by a key. Without, the menu knows by itself. */
  readonly opened?: boolean;
  readonly onOpenedChange?: (opened: boolean) => void;
}

/** Every command for a selection: opens the preview of the one chosen. */
export function CommandMenu({ selection, count, label = "Commands", onIssued, opened, onOpenedChange }: Props) {
  const [isOpen, setOpen] = useUncontrolled({ ...(opened !== undefined && { value: opened }), defaultValue: false, ...(onOpenedChange && { onChange: onOpenedChange }) });
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const can = useCan();
  if (!can("command_devices")) return <CommandsDisabled label={label} />;
  const choose = (act: Act) => setChosen({ act, selection, count, key: newActKey() });
  const closed = () => {
    setChosen(null);
    button.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <Menu opened={isOpen} onChange={setOpen} position="bottom-end" width={240} returnFocus>
        <Menu.Target>
          <Button ref={button} disabled={count === 0} rightSection={<IconChevronDown size={16} aria-hidden />}>
            {label}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.dropdown ?? ""}>
          {actGroups().map((group) => [
            <Menu.Label key={group.label}>{group.label}</Menu.Label>,
            ...group.acts.map((act) => <CommandMenuItem key={act.kind} act={act} isAllowed={can(act.permission)} onChoose={() => choose(act)} />),
          ])}
        </Menu.Dropdown>
      </Menu>
      {chosen && (
        <Suspense fallback={null}>
          <CommandDialog key={chosen.key} chosen={chosen} onClosed={closed} {...(onIssued && { onIssued })} />
        </Suspense>
      )}
    </>
  );
}
