import { Code, Text } from "@mantine/core";

/** On a node: which password this is, and how one gets another. */
export function LocalHint() {
  return (
    <Text size="sm" c="dimmed" mb="sm">
      This is the node itself. Its password was shown on its console when it was enrolled; the server&rsquo;s does not work here. Another one:{" "}
      <Code>headframe node local-password</Code> on its host.
    </Text>
  );
}
