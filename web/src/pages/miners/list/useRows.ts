import { useDebouncedValue, useThrottledValue } from "@mantine/hooks";
import { useQueries, useQueryClient, type QueryClient } from "@tanstack/react-query";

import type { DeviceBody } from "~/api/schema";
import { windowQuery } from "~/pages/miners/list/queries";
import { useLiveRows } from "~/pages/miners/list/useLiveRows";
import { NEAR, WINDOW_ROWS, windowsOf, type MinerList, type Span } from "~/pages/miners/list/windows";

const SCROLL_MS = 200;
const AHEAD_MS = 200;

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
 * Of a list with `count` rows, the windows of those in view: read when they come into sight, five times a second
 * at most, given up when they leave it before they came, and followed live while they stay. Once they are
 * there for a moment, rows near them are read ahead: nobody waits for those.
 */
export function useRows(list: MinerList, count: number, inView: Span): Rows {
  const client = useQueryClient();
  const windows = heldWindows(client, list);
  const seen = useThrottledValue(windowsOf(inView).join(), SCROLL_MS);
  const isSeen = numbersIn(seen).every((number) => windows(number) !== undefined);
  const near = windowsOf({ first: inView.first - NEAR, last: Math.max(Math.min(inView.last + NEAR, count - 1), inView.last) }).join();
  const [ahead] = useDebouncedValue(isSeen ? near : "", AHEAD_MS);
  const numbers = numbersIn(isSeen && ahead === near ? near : seen);
  const results = useQueries({ queries: numbers.map((number) => windowQuery(list, number)) });
  const touch = useLiveRows(list, isSeen ? seen : "");

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
