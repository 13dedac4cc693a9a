import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { KEYS } from "~/api/queries";
import type { ViewBody, ViewInput } from "~/api/schema";

/** A view to be kept: a new one without `id`. */
export interface ViewToSave {
  readonly id: number | null;
  readonly body: ViewInput;
}

/** Keep a view on the server. */
export function useSaveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, body }: ViewToSave): Promise<ViewBody> =>
      answer(id === null ? api.POST("/views", { body }) : api.PUT("/views/{view_id}", { params: { path: { view_id: id } }, body })),
    onSuccess: ({ name }) => notifications.show({ message: `The view ${name} is saved.` }),
    onError: (error) => notifications.show({ color: "red", title: "The view is not saved", message: Problem.from(error).message }),
    onSettled: () => client.invalidateQueries({ queryKey: [KEYS.views] }),
  });
}
