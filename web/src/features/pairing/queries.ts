import { queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { CommandBody, DefaultLoginBody } from "~/api/schema";
import { BAD_STATES } from "~/domain/commandStates";
import { commandsKey } from "~/features/tasks/queries";

const WINDOW = 500; // the most that the API gives at once

/** The organisation's default logins: who they are for, never their passwords. */
export const defaultLoginsQuery = queryOptions({
  queryKey: [KEYS.defaultLogins],
  queryFn: (): Promise<DefaultLoginBody[]> => answer(api.GET("/default-logins")),
});

/** Every command of a batch that ended badly. Read again as the batch moves on, like its other lists. */
export function failuresQuery(batchId: string) {
  return queryOptions({
    queryKey: [...commandsKey(batchId), "failures"],
    queryFn: async (): Promise<CommandBody[]> => {
      const found: CommandBody[] = [];
      for (;;) {
        const window = await answer(
          api.GET("/batches/{batch_id}/commands", {
            params: { path: { batch_id: batchId }, query: { state: [...BAD_STATES], offset: found.length, limit: WINDOW } },
          }),
        );
        found.push(...window.commands);
        if (window.commands.length === 0 || found.length >= window.total) return found;
      }
    },
  });
}
