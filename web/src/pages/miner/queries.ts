import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { CommandWindow, DeviceDetailBody, VendorAnswers } from "~/api/schema";

/** Live messages keep it fresh; what they miss is found after this. */
const LOOK_AGAIN_MS = 20_000;
/** Commands read at a time. */
const WINDOW = 30;

/** Everything known of one miner. */
export function deviceQuery(id: number) {
  return queryOptions({
    queryKey: [KEYS.device, id],
    queryFn: (): Promise<DeviceDetailBody> => answer(api.GET("/devices/{device_id}", { params: { path: { device_id: id } } })),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** Its commands, newest first, window by window. */
export function deviceCommandsQuery(id: number) {
  return infiniteQueryOptions({
    queryKey: [KEYS.device, id, "commands"],
    queryFn: ({ pageParam }): Promise<CommandWindow> =>
      answer(api.GET("/devices/{device_id}/commands", { params: { path: { device_id: id }, query: { offset: pageParam, limit: WINDOW } } })),
    initialPageParam: 0,
    getNextPageParam: ({ offset, commands, total }) => (offset + commands.length < total ? offset + commands.length : null),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** What it said itself when it was last read in full. */
export function vendorQuery(id: number) {
  return queryOptions({
    queryKey: [KEYS.device, id, "vendor"],
    queryFn: (): Promise<VendorAnswers> => answer(api.GET("/devices/{device_id}/vendor", { params: { path: { device_id: id } } })),
    staleTime: 60_000,
  });
}
