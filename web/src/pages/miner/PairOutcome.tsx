import { useQuery } from "@tanstack/react-query";

import { taskQuery } from "~/features/tasks/queries";
import { outcomeWords } from "~/features/tasks/words";
import { TextLink } from "~/ui/TextLink";

/** What came of a pairing that was asked for here, or that nothing has come of it yet. */
export function PairOutcome({ batchId }: { readonly batchId: string }) {
  const { data } = useQuery(taskQuery(batchId));
  return (
    <>
      {data?.finished ? `Ended: ${outcomeWords(data)}. ` : "Requested: its node tries the logins now. "}
      <TextLink to="/tasks/$batchId" params={{ batchId }}>
        See the task
      </TextLink>
    </>
  );
}
