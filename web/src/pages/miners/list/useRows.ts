import { useThrottledValue } from "@mantine/hooks";
import { useQueries, useQueryClient, type QueryClient } from "@tanstack/react-query";

import type { DeviceBody } from "~/api/schema";
import { windowQuery } from "~/pages/miners/list/queries";
import { useLiveRows } from "~/pages/miners/list/useLiveRows";
import { NEAR, WINDOW_ROWS, windowsOf, type MinerList, type Span } from "~/pages/miners/list/windows";

const SCROLL_MS = 200;

/** The rows of a list near the viewport. */
export interface Rows {
  /** How many match, as was last told; null when that is not known. */
  readonly total: number | null;
  readonly error: Error | null;
  /** The row at an index; undefined while it is on its way. */
  readonly at: (index: number) => DeviceBody | undefined;
  /** Somebody's hand is on the list: rows keep their places for a moment. */
  readonly touch: () => void;
}

/**
 * Of a list with `count` rows, the windows of those in view, and once those are there of rows near them: read when they come near, given
 * up when they leave before they came, and followed live while they stay. While scrolling, new ones are
 * asked for five times a second at most.
 */
export function useRows(list: MinerList, count: number, inView: Span): Rows {
  const client = useQueryClient();
  const ahead = { first: inView.first - NEAR, last: Math.max(Math.min(inView.last + NEAR, count - 1), inView.last) };
  const seen = useThrottledValue(windowsOf(inView).join(), SCROLL_MS);
  const near = useThrottledValue(windowsOf(ahead).join(), SCROLL_MS);
  const windows = heldWindows(client, list);
  const isSeen = numbersIn(seen).every((number) => windows(number) !== undefined);
  const numbers = numbersIn(isSeen ? near : seen);
  const results = useQueries({ queries: numbers.map((number) => windowQuery(list, number)) });
  const touch = useLiveRows(list, numbers);

  const newest = results.reduce((best, each) => (each.data && each.dataUpdatedAt > best.dataUpdatedAt ? each : best), results[0] ?? NONE);
  return {
    total: newest.data?.total ?? null,
    error: results.find((each) => each.error !== null && each.data === undefined)?.error ?? null,
    at: (index) => windows(Math.floor(index / WINDOW_ROWS))?.[index % WINDOW_ROWS],
    touch,
  };
}

const NONE = { data: undefined, dataUpdatedAt: 0 };

function numbersIn(text: string): number[] {
  return text.split(",").map(Number);
}

/** The rows of windows in the cache; each is looked up once. */
function heldWindows(client: QueryClient, list: MinerList): (number: number) => readonly DeviceBody[] | undefined {
  const found = new Map<number, readonly DeviceBody[] | undefined>();
  return (number) => {
    if (!found.has(number)) found.set(number, client.getQueryData(windowQuery(list, number).queryKey)?.devices);
    return found.get(number);
  };
}

/** How many match by what is in the cache. */
export function knownTotal(client: QueryClient, list: MinerList): number {
  return client.getQueryData(windowQuery(list, 0).queryKey)?.total ?? 0;
}
