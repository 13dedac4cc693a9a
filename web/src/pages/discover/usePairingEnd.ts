import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { ended } from "~/domain/commandStates";
import { taskQuery } from "~/features/tasks/queries";

const AGAIN_MS = 3_000;

/** While a pairing moves on, do something now and then, and once more at its end. */
export function usePairingEnd(batchId: string | undefined, act: () => void): void {
  const { data: batch } = useQuery({ ...taskQuery(batchId ?? ""), enabled: batchId !== undefined });
  const done = batch ? ended(batch) : 0;
  const finished = batch?.finished ?? false;
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (done === 0) return undefined;
    const timer = setTimeout(() => latest.current(), finished ? 0 : AGAIN_MS);
    return () => clearTimeout(timer);
  }, [done, finished]);
}
