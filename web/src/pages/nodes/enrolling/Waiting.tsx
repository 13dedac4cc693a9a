import { Group, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { serverNow } from "~/live/clock";
import { Asking } from "~/pages/nodes/enrolling/Asking";
import { enrollmentsQuery } from "~/pages/nodes/queries";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Whoever asks while this is shown, from the first word to being let in. */
export function Waiting() {
  const [since] = useState(serverNow);
  const { data, error } = useQuery(enrollmentsQuery);
  const asking = (data ?? []).filter(({ state, decided_at_ms: decided }) => state === "PENDING" || (decided ?? 0) >= since);
  return (
    <div aria-live="polite">
      <ProblemAlert error={error} />
      {asking.length === 0 && (
        <Group gap="xs">
          <Loader size="xs" aria-hidden />
          <Text size="sm" c="dimmed">
            Waiting for the node to ask
          </Text>
        </Group>
      )}
      {asking.map((each) => (
        <Asking key={each.id} enrollment={each} />
      ))}
    </div>
  );
}
