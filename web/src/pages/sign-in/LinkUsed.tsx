import { Alert, Anchor, Code, Stack, Text } from "@mantine/core";
import { IconLinkOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

/** The one-time link does not work any more: what to do now. */
export function LinkUsed() {
  return (
    <Stack gap="sm">
      <Alert color="orange" variant="light" icon={<IconLinkOff aria-hidden />} title="This link was used, or has expired" role="alert">
        A link works once, and for 24 hours.
      </Alert>
      <Text size="sm">
        If you have set your password with it already, <Anchor component={Link} to="/sign-in" size="sm">sign in</Anchor>.
      </Text>
      <Text size="sm">Otherwise ask an admin for a new link: Settings, Users, New link.</Text>
      <Text size="sm" c="dimmed">
        If there is no admin yet, start the server again: it prints a new link. Or run <Code>headframe user setup-link admin</Code> on its
        console.
      </Text>
    </Stack>
  );
}
