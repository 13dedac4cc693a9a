import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { Problem } from "~/api/problem";

/** No answer within this counts as a lost one: trying again is safe. */
const ANSWER_WITHIN_MS = 60_000;

/** One act on its way to the server. */
export interface Act<Request, Answer> {
  readonly send: (request: Request) => void;
  /** Send the very same request again. */
  readonly sendAgain: () => void;
  readonly isSending: boolean;
  /** It may have been taken: no answer came, or one that does not tell. Stays until an answer tells. */
  readonly isUnconfirmed: boolean;
  readonly problem: Problem | null;
  readonly answer: Answer | null;
}

interface Call<Request, Answer> {
  /** Ask the server, always under the same Idempotency-Key. */
  readonly call: (request: Request, signal: AbortSignal) => Promise<Answer>;
  readonly onDone?: (answer: Answer) => void;
  readonly onProblem?: (problem: Problem) => void;
}

/** Something that must happen at most once, however often it is sent: the call carries a key. */
export function useAct<Request, Answer>({ call, onDone, onProblem }: Call<Request, Answer>): Act<Request, Answer> {
  const [isUnconfirmed, setUnconfirmed] = useState(false);
  const { mutate, variables, isPending, error, data } = useMutation<Answer, unknown, Request>({
    mutationFn: (request) => call(request, AbortSignal.timeout(ANSWER_WITHIN_MS)),
    gcTime: 0, // a request may hold a password
    onSuccess: (answer) => {
      setUnconfirmed(false);
      onDone?.(answer);
    },
    onError: (thrown) => {
      const problem = Problem.from(thrown);
      setUnconfirmed((was) => isUncertain(problem) || (was && isTurnedAway(problem)));
      onProblem?.(problem);
    },
  });
  return {
    send: (request) => {
      if (!isPending) mutate(request);
    },
    sendAgain: () => {
      if (!isPending && variables !== undefined) mutate(variables);
    },
    isSending: isPending,
    isUnconfirmed,
    problem: error === null ? null : Problem.from(error),
    answer: data ?? null,
  };
}

/** Whether the request was not even looked at, so that its answer tells nothing of an earlier one. */
export function isTurnedAway(problem: Pick<Problem, "status">): boolean {
  return problem.status === 401 || problem.status === 403 || problem.status === 429;
}

/** Whether the request may have been taken although it looks failed. */
export function isUncertain(problem: Pick<Problem, "code" | "status">): boolean {
  return problem.code === "unreachable" || problem.code === "unexpected_answer" || problem.status >= 500;
}
