import { queryOptions, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { PreviewBody } from "~/api/schema";
import type { Chosen } from "~/features/commands/chosen";
import { withoutSecrets, type Command, type Subject } from "~/features/commands/drafts";
import { selector, type Selection } from "~/features/selection/selection";
import { serverNow } from "~/live/clock";

/** A preview, and when it was made. */
export interface Preview extends PreviewBody {
  readonly atMs: number;
}

/** The one miner of a selection; null where it is not exactly one. */
export function onlyOne(selection: Selection): number | null {
  if (selection.kind !== "ids" || selection.ids.size !== 1) return null;
  return selection.ids.values().next().value ?? null;
}

function subjectQuery(id: number | null) {
  return queryOptions({
    queryKey: [KEYS.device, id, "subject"],
    queryFn: async (): Promise<Subject> => {
      const { device, capabilities, pools } = await answer(api.GET("/devices/{device_id}", { params: { path: { device_id: id ?? 0 } } }));
      return { name: device.name, address: device.address, capabilities, pools };
    },
    enabled: id !== null,
  });
}

/** What one miner can do and is set to; null where the act is for several, or nobody can tell. */
export function useSubject(selection: Selection): { readonly subject: Subject | null; readonly isPending: boolean } {
  const id = onlyOne(selection);
  const { data, isPending } = useQuery(subjectQuery(id));
  return { subject: data ?? null, isPending: id !== null && isPending };
}

/** What the command would do now. Secrets are no part of it: a preview needs none. */
export function usePreview({ key, selection }: Chosen, command: Command | null): UseQueryResult<Preview> {
  const asked = command && withoutSecrets(command);
  return useQuery({
    queryKey: ["command-preview", key, asked],
    queryFn: async ({ signal }): Promise<Preview> => {
      if (asked === null) throw new Error("there is no command to preview");
      const preview = await answer(api.POST("/commands/preview", { body: { selector: selector(selection), command: asked }, signal }));
      return { ...preview, atMs: serverNow() };
    },
    enabled: asked !== null,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}
