import { useState } from "react";

import { answer, api } from "~/api/client";
import { newActKey } from "~/api/idempotency";
import { queryClient } from "~/api/queries";
import type { BatchBody, RetriedBody, RetryInput } from "~/api/schema";
import { useAct, type Act } from "~/features/commands/useAct";
import { taskQuery } from "~/features/tasks/queries";

/** Repeat a task, at most once for each opened dialog. */
export function useRetry(batchId: string, onRetried: (batch: BatchBody) => void): Act<RetryInput, RetriedBody> {
  const [key] = useState(newActKey);
  return useAct({
    call: (body, signal) =>
      answer(
        api.POST("/batches/{batch_id}/retry", {
          params: { path: { batch_id: batchId }, header: { "Idempotency-Key": key } },
          body,
          signal,
        }),
      ),
    onDone: ({ batch }) => {
      queryClient.setQueryData(taskQuery(batch.id).queryKey, (known: BatchBody | undefined) => known ?? batch);
      onRetried(batch);
    },
  });
}
