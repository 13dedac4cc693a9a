import { Menu } from "@mantine/core";

import type { Act } from "~/features/commands/acts";
import classes from "~/features/commands/CommandMenu.module.css";

interface Props {
  readonly act: Act;
  readonly isAllowed: boolean;
  readonly onChoose: () => void;
}

/** One command of the menu. What the role may not do is still reached and read, and says so. */
export function CommandMenuItem({ act, isAllowed, onChoose }: Props) {
  const Icon = act.icon;
  return (
    <Menu.Item
      className={classes.item ?? ""}
      leftSection={<Icon size={16} stroke={1.7} aria-hidden className={act.isDestructive ? (classes.harsh ?? "") : ""} />}
      aria-disabled={!isAllowed}
      closeMenuOnClick={isAllowed}
      onClick={isAllowed ? onChoose : undefined}
    >
      {act.label}
      {!isAllowed && <span className={classes.why}>Your role may not do this</span>}
    </Menu.Item>
  );
}
