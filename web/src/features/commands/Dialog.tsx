import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";

import classes from "~/features/commands/Dialog.module.css";

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** It is gone, its transition too. */
  readonly onClosed: () => void;
  readonly title: ReactNode;
  /** While a request is under way nothing but its answer ends it. */
  readonly isHeld?: boolean;
  readonly size?: number;
  readonly children: ReactNode;
}

/** A dialog with its buttons in sight at the bottom; the whole screen on a phone. A click beside it loses nothing. */
export function Dialog({ opened, onClose, onClosed, title, isHeld = false, size = 640, children }: Props) {
  const isPhone = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={onClosed}
      fullScreen={isPhone}
      size={size}
      padding="md"
      returnFocus={false}
      closeOnClickOutside={false}
      closeOnEscape={!isHeld}
      closeButtonProps={{ "aria-label": "Close", disabled: isHeld }}
      classNames={{ body: classes.body ?? "", content: classes.content ?? "", header: classes.header ?? "" }}
      title={<span className={classes.title}>{title}</span>}
    >
      {children}
    </Modal>
  );
}
