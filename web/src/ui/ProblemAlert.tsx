import { Alert, Button, Code, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

import { Problem } from "~/api/problem";

interface Props {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** An error of the API where it belongs: in words, with what to do and the problem's code. */
export function ProblemAlert({ error, onRetry }: Props) {
  if (error === null || error === undefined) return null;
  const problem = Problem.from(error);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={problem.title} role="alert">
      {problem.message !== problem.title && <Text size="sm">{problem.message}</Text>}
      {problem.fields.length > 1 && (
        <ul>
          {problem.fields.map((field) => (
            <li key={field.where}>
              {field.where}: {field.message}
            </li>
          ))}
        </ul>
      )}
      <Text size="sm">{problem.action}</Text>
      <Group gap="sm" mt="xs">
        <Code>{problem.code}</Code>
        {problem.requestId && <Text size="xs" c="dimmed">{`request ${problem.requestId}`}</Text>}
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}
