import { Menu } from "@mantine/core";

import type { Act } from "~/features/commands/acts";
import classes from "~/features/commands/CommandMenu.module.css";

interface Props {
  readonly act: Act;
  readonly isAllowed: boolean;
  readonly onChoose: () => void;
}

/** One command of the menu. What the role may not do says so. */
export function CommandMenuItem({ act, isAllowed, onChoose }: Props) {
  const Icon = act.icon;
  return (
    <Menu.Item
      leftSection={<Icon size={16} stroke={1.7} aria-hidden className={isAllowed && act.isDestructive ? (classes.harsh ?? "") : ""} />}
      disabled={!isAllowed}
      onClick={onChoose}
    >
      {act.label}
      {!isAllowed && <span className={classes.why}>Your role may not do this</span>}
    </Menu.Item>
  );
}
