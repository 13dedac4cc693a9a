import { useThrottledValue } from "@mantine/hooks";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { DeviceBody } from "~/api/schema";
import { useLiveRows } from "~/pages/miners/list/useLiveRows";
import { windowQuery } from "~/pages/miners/list/queries";
import { WINDOW_ROWS, type MinerList } from "~/pages/miners/list/windows";

const SCROLL_MS = 80;

/** The rows of a list near the viewport. */
export interface Rows {
  /** How many match; the last known number while the list is read again. */
  readonly total: number;
  /** Whether the list has never been read. */
  readonly isPending: boolean;
  readonly error: Error | null;
  /** The row at an index; undefined while it is on its way. */
  readonly at: (index: number) => DeviceBody | undefined;
  /** Somebody's hand is on the list: rows keep their places for a moment. */
  readonly touch: () => void;
}

/**
 * The windows of these numbers ("3,4"): read when they come into sight, given up when they leave it before they came,
 * and followed live while they stay. While scrolling, new ones are asked for every 80 ms at most.
 */
export function useRows(list: MinerList, wanted: string): Rows {
  const client = useQueryClient();
  const numbers = useThrottledValue(wanted, SCROLL_MS).split(",").map(Number);
  const results = useQueries({ queries: numbers.map((number) => windowQuery(list, number)) });
  const touch = useLiveRows(list, numbers);

  const newest = results.reduce((best, each) => (each.data && each.dataUpdatedAt > best.dataUpdatedAt ? each : best), results[0] ?? NONE);
  const [total, setTotal] = useState<number | null>(null);
  if (newest.data && newest.data.total !== total) setTotal(newest.data.total);

  return {
    total: total ?? 0,
    isPending: total === null,
    error: results.find((each) => each.error !== null && each.data === undefined)?.error ?? null,
    at: (index) => client.getQueryData(windowQuery(list, Math.floor(index / WINDOW_ROWS)).queryKey)?.devices[index % WINDOW_ROWS],
    touch,
  };
}

const NONE = { data: undefined, dataUpdatedAt: 0 };
