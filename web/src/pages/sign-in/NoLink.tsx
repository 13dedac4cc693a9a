import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";

/** Somebody came without a link, or reloaded: the token is kept nowhere. */
export function NoLink() {
  return (
    <Stack gap="sm">
      <Text size="sm">
        This page needs your whole one-time link, with all that stands behind the <q>#</q>. Open it again from where you got it; it still works if
        no password was set with it.
      </Text>
      <Text size="sm">
        You have a password? <Anchor component={Link} to="/sign-in" size="sm">Sign in</Anchor>.
      </Text>
    </Stack>
  );
}
