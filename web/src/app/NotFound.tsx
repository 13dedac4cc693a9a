import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { EmptyState } from "~/ui/EmptyState";
import { Page } from "~/ui/Page";

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Page title="Not found">
      <EmptyState icon={IconMapOff} title="There is no such page" action={<Button component={Link} to="/">To the overview</Button>}>
        The address may be misspelt, or what it named is gone.
      </EmptyState>
    </Page>
  );
}
