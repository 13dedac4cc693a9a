import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api } from "~/api/client";
import { newActKey } from "~/api/idempotency";
import type { LoginInput, PairingStartedBody } from "~/api/schema";
import { useRefreshed } from "~/features/pairing/useRefreshed";
import { selector, type Selection } from "~/features/selection/selection";

/** What is asked for. `nodeId` null: the node that saw each. */
export interface PairWish {
  readonly selection: Selection;
  readonly count: number;
  readonly nodeId: number | null;
  readonly logins: readonly LoginInput[];
  readonly tryDefaults: boolean;
}

/** Ask the server to pair. One dialog is one act: sending it again after a lost answer does nothing twice. */
export function usePair(onStarted: (started: PairingStartedBody) => void) {
  const [actKey] = useState(newActKey);
  const refreshed = useRefreshed();
  return useMutation({
    mutationFn: (wish: PairWish) =>
      answer(
        api.POST("/pair", {
          params: { header: { "Idempotency-Key": actKey } },
          body: {
            selector: selector(wish.selection),
            expected_count: wish.count,
            node_id: wish.nodeId,
            credentials: [...wish.logins],
            try_defaults: wish.tryDefaults,
          },
        }),
      ),
    onSuccess: (started) => {
      refreshed();
      onStarted(started);
    },
    gcTime: 0, // the wish holds passwords
  });
}
