import { Code, Stack, Text } from "@mantine/core";

/** Nobody can sign in yet: where the way in is. */
export function FirstRunHint() {
  return (
    <Stack gap="sm">
      <Text size="sm">This installation is new: nobody has a password yet.</Text>
      <Text size="sm">
        Look at the server&rsquo;s output for the one-time link. It stands behind the words <q>Set the admin&rsquo;s password once at</q>,
        and opens the page that sets the first password.
      </Text>
      <Text size="sm" c="dimmed">
        A link works for 24 hours. Starting the server again prints a new one, and so does <Code>headframe user setup-link admin</Code> on its
        console.
      </Text>
    </Stack>
  );
}
