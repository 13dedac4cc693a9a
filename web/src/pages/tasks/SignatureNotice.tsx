import { useQuery } from "@tanstack/react-query";

import type { BatchBody } from "~/api/schema";
import { COMMAND_STATES, countIn } from "~/domain/commandStates";
import { awaitingQuery } from "~/features/tasks/queries";
import { SignLine } from "~/features/tasks/SignLine";
import { useNow } from "~/live/now";
import { Notice } from "~/ui/Notice";
import { count } from "~/units/format";
import { span } from "~/units/time";

const { icon, tone } = COMMAND_STATES.AWAITING_COSIGN;

/** What of a task waits for an admin's signature, for how long, who may sign it, and how. */
export function SignatureNotice({ batch }: { readonly batch: BatchBody }) {
  const waiting = countIn(batch, ["AWAITING_COSIGN"]);
  const now = useNow();
  const { data } = useQuery(awaitingQuery);
  const untilMs = data?.batches.find((each) => each.batch.id === batch.id)?.expires_at_ms;
  return (
    <Notice icon={icon} tone={tone} title={`${count(waiting)} ${waiting === 1 ? "command waits" : "commands wait"} for an admin's signature`}>
      <p>
        The organisation's policy asks for it beside the server's own. Without one nothing is sent
        {untilMs !== undefined && untilMs > now ? `, and they expire in ${span((untilMs - now) / 1000)}` : ""}.
      </p>
      <p>An admin signs on the machine that holds the key:</p>
      <SignLine batchId={batch.id} />
      {data !== undefined && data.admin_key_ids.length > 0 && <p>{signers(data.admin_key_ids, data.admin_threshold)}</p>}
    </Notice>
  );
}

function signers(keyIds: readonly string[], threshold: number): string {
  const listed = keyIds.join(", ");
  if (threshold > 1) return `${threshold} of these keys sign together: ${listed}`;
  return keyIds.length === 1 ? `The admin key is ${listed}` : `One of these keys signs: ${listed}`;
}
