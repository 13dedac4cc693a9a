import { Button, Tooltip } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { meQuery } from "~/app/session";

/** The button of the menu for who may command nothing: it stays in its place, and says why. */
export function CommandsDisabled({ label }: { readonly label: string }) {
  const { data: me } = useQuery(meQuery);
  return (
    <Tooltip label={`The role ${me?.role ?? "you have"} may not command miners. Ask an admin for another.`} events={{ hover: true, focus: true, touch: true }}>
      <Button aria-disabled data-disabled rightSection={<IconChevronDown size={16} aria-hidden />} onClick={(event) => event.preventDefault()}>
        {label}
      </Button>
    </Tooltip>
  );
}
