import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { lazy, Suspense, useRef } from "react";

import type { BatchBody } from "~/api/schema";
import { useCan } from "~/app/session";
import { countIn, UNSENT_STATES } from "~/domain/commandStates";
import { actOf } from "~/features/commands/acts";
import { RETRYABLE } from "~/pages/tasks/retrying";

const RetryDialog = lazy(() => import("~/pages/tasks/RetryDialog").then((module) => ({ default: module.RetryDialog })));
const CancelDialog = lazy(() => import("~/pages/tasks/CancelDialog").then((module) => ({ default: module.CancelDialog })));

/** What can be done about a task: repeat what went wrong, withdraw what no node has yet. */
export function TaskActions({ batch }: { readonly batch: BatchBody }) {
  const can = useCan();
  const [isRetrying, retry] = useDisclosure(false);
  const [isCancelling, cancel] = useDisclosure(false);
  const retryButton = useRef<HTMLButtonElement>(null);
  const cancelButton = useRef<HTMLButtonElement>(null);
  const retryClosed = () => {
    retry.close();
    retryButton.current?.focus({ preventScroll: true });
  };
  const cancelClosed = () => {
    cancel.close();
    cancelButton.current?.focus({ preventScroll: true });
  };
  const isAllowed = can(actOf(batch.kind)?.permission ?? "pair_devices");
  const why = isAllowed ? {} : { title: "Your role may not do this" };
  return (
    <>
      {(countIn(batch, UNSENT_STATES) > 0 || isCancelling) && (
        <Button ref={cancelButton} variant="default" disabled={!isAllowed} onClick={cancel.open} {...why}>
          Cancel the rest
        </Button>
      )}
      {(countIn(batch, RETRYABLE) > 0 || isRetrying) && (
        <Button ref={retryButton} disabled={!isAllowed} onClick={retry.open} {...why}>
          Retry failed
        </Button>
      )}
      <Suspense fallback={null}>
        {isRetrying && <RetryDialog batch={batch} onClosed={retryClosed} />}
        {isCancelling && <CancelDialog batch={batch} onClosed={cancelClosed} />}
      </Suspense>
    </>
  );
}
