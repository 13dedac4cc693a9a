import { answer, api } from "~/api/client";
import type { IssuedBody, IssueInput } from "~/api/schema";
import { useAct, type Act } from "~/features/commands/useAct";

/** A command on its way. */
export type Issue = Act<IssueInput, IssuedBody>;

/** Give a command, at most once under one key. `onChanged`: the selection is another by now, and nothing was done. */
export function useIssue(key: string, onIssued: (issued: IssuedBody) => void, onChanged: () => void): Issue {
  return useAct({
    call: (body, signal) => answer(api.POST("/commands", { body, params: { header: { "Idempotency-Key": key } }, signal })),
    onDone: onIssued,
    onProblem: (problem) => {
      if (problem.code === "conflict") onChanged();
    },
  });
}
