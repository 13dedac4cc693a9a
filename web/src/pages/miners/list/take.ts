import type { QueryClient } from "@tanstack/react-query";

import type { DevicesMessage } from "~/api/schema";
import { windowQuery } from "~/pages/miners/list/queries";
import { inPlace, moved, reordered, rowsById, WINDOW_ROWS, windowsOf, type MinerList } from "~/pages/miners/list/windows";

/**
 * Put a message of a list into the windows that it is of. While the order is held, rows keep their places.
 *
 * @returns whether a new order was held back.
 */
export function take(client: QueryClient, list: MinerList, message: DevicesMessage, isHeld: boolean): boolean {
  const first = message.window?.offset ?? 0;
  const last = first + (message.window?.limit ?? WINDOW_ROWS) - 1;
  const keys = windowsOf({ first, last }).map((number) => windowQuery(list, number).queryKey);
  const rows = rowsById(message, keys.flatMap((key) => client.getQueryData(key) ?? []));
  let heldBack = false;
  keys.forEach((key, index) => {
    const before = client.getQueryData(key);
    const after = reordered(first + index * WINDOW_ROWS, message, rows);
    const holds = isHeld && before !== undefined && (after === null || moved(before, after));
    heldBack ||= holds;
    if (holds) client.setQueryData(key, inPlace(before, message, rows));
    else if (after) {
      void client.cancelQueries({ queryKey: key, exact: true }); // what is read meanwhile may be older than this
      client.setQueryData(key, after);
    } else void client.invalidateQueries({ queryKey: key });
  });
  return heldBack;
}
