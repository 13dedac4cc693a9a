import { ActionIcon, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMenu2 } from "@tabler/icons-react";
import { useRef } from "react";

import { NavItems } from "~/app/shell/NavItems";
import classes from "~/app/shell/Shell.module.css";

/** The main navigation where there is no room for the rail. */
export function PhoneMenu() {
  const [opened, menu] = useDisclosure(false);
  const button = useRef<HTMLButtonElement>(null);
  const dismiss = () => {
    menu.close();
    button.current?.focus();
  };
  return (
    <>
      <ActionIcon
        ref={button}
        className={classes.burger ?? ""}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Menu"
        aria-expanded={opened}
        onClick={menu.open}
      >
        <IconMenu2 size={20} aria-hidden />
      </ActionIcon>
      <Drawer
        opened={opened}
        onClose={dismiss}
        returnFocus={false} // after a choice the new page has it
        size={260}
        title="Headframe"
        closeButtonProps={{ "aria-label": "Close the menu", size: "lg" }}
      >
        <nav className={classes.drawer} aria-label="Main">
          <NavItems onGo={menu.close} />
        </nav>
      </Drawer>
    </>
  );
}
