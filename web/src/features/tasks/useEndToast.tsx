import { Anchor, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";

import type { BatchBody } from "~/api/schema";
import { troubleWords } from "~/features/tasks/words";
import { count } from "~/units/format";

const SHOWN_MS = 15_000;

/** Says that a task ended with failures, with the way to it. */
export function useEndToast(): (batch: BatchBody) => void {
  const router = useRouter();
  return useCallback(
    (batch) => {
      const to = { to: "/tasks/$batchId", params: { batchId: batch.id } } as const;
      notifications.show({
        id: `ended-${batch.id}`,
        color: "red",
        icon: <IconAlertTriangle size={18} aria-hidden />,
        title: batch.title,
        autoClose: SHOWN_MS,
        message: (
          <>
            <Text size="sm">{`Ended, of ${count(batch.total)}: ${troubleWords(batch)}. `}</Text>
            <Anchor
              size="sm"
              href={router.buildLocation(to).href}
              onClick={(event) => {
                event.preventDefault();
                notifications.hide(`ended-${batch.id}`);
                void router.navigate(to);
              }}
            >
              See which
            </Anchor>
          </>
        ),
      });
    },
    [router],
  );
}
