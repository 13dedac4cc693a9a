import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { ApprovalInput, EnrollmentBody } from "~/api/schema";

/** Let a node in by the words of its console. */
export function useApprove({ id }: Pick<EnrollmentBody, "id">) {
  const refreshed = useRefreshed();
  return useMutation({
    mutationFn: (body: Pick<ApprovalInput, "words" | "node_id">) =>
      answer(api.POST("/enrollments/{enrollment_id}/approve", { params: { path: { enrollment_id: id } }, body })),
    onSuccess: refreshed,
  });
}

/** Turn a node away. */
export function useReject({ id }: Pick<EnrollmentBody, "id">) {
  const refreshed = useRefreshed();
  return useMutation({
    mutationFn: () => answer(api.POST("/enrollments/{enrollment_id}/reject", { params: { path: { enrollment_id: id } } })),
    onSuccess: refreshed,
  });
}

function useRefreshed(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [KEYS.nodes] });
}
