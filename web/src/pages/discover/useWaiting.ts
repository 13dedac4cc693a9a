import { queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { DeviceWindow } from "~/api/schema";
import { totalQuery } from "~/features/fleet/queries";
import { useFollow, useHear } from "~/live/live";
import { foundOf, type Found } from "~/pages/discover/found";

const BLOCK = 100;
const AGAIN_MS = 1_500;

export interface Span {
  readonly first: number;
  readonly last: number;
}

interface Waiting {
  /** Null until the first answer. */
  readonly total: number | null;
  readonly error: unknown;
  /** The miner at a place of the list; undefined while it is being read. */
  readonly at: (index: number) => Found | undefined;
}

/** The miners that match, of which only blocks near `span` are read; they come and go live. */
export function useWaiting(filter: string, span: Span): Waiting {
  const blocks = useMemo(() => blocksOf(span), [span]);
  const results = useQueries({ queries: blocks.map((block) => blockOptions(filter, block)) });
  const byBlock = new Map(results.map((result, index) => [blocks[index], result.data]));
  const { data: counted } = useQuery(totalQuery(filter));
  useLiveBlocks(filter, blocks[0] ?? 0);
  return {
    total: results.find((result) => result.data !== undefined)?.data.total ?? counted ?? null,
    error: results.find((result) => result.error !== null)?.error ?? null,
    at: (index) => {
      const device = byBlock.get(Math.floor(index / BLOCK))?.devices[index % BLOCK];
      return device && foundOf(device);
    },
  };
}

function blockOptions(filter: string, block: number) {
  return queryOptions({
    queryKey: [KEYS.devices, "waiting", filter, block] as const,
    queryFn: ({ signal }): Promise<DeviceWindow> =>
      answer(api.GET("/devices", { params: { query: { filter, sort: "id", offset: block * BLOCK, limit: BLOCK } }, signal })),
  });
}

/** Has blocks read again when the server tells that the first of them changed, at most every so often. */
function useLiveBlocks(filter: string, first: number): void {
  const client = useQueryClient();
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const wish = useMemo(
    () => ({ topics: ["devices"] as const, window: { filter, sort: "id", descending: false, offset: first * BLOCK, limit: BLOCK } }),
    [filter, first],
  );
  useFollow(wish);
  useHear((message) => {
    if (message.type !== "devices" || waiting.current !== null) return;
    waiting.current = setTimeout(() => {
      waiting.current = null;
      void client.invalidateQueries({ queryKey: [KEYS.devices, "waiting"] }, { cancelRefetch: false });
    }, AGAIN_MS);
  });
  useEffect(
    () => () => {
      if (waiting.current !== null) clearTimeout(waiting.current);
    },
    [],
  );
}

function blocksOf(span: Span): number[] {
  const from = Math.floor(Math.max(span.first, 0) / BLOCK);
  const to = Math.floor(Math.max(span.last, span.first, 0) / BLOCK);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
