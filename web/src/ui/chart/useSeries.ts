import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { Metric, SeriesBody } from "~/api/schema";
import { serverNow } from "~/live/clock";
import type { Span } from "~/ui/chart/points";
import { refreshMs, spanOf, type RangeSearch } from "~/ui/chart/ranges";

/** Whose values: one miner's, those of all that match a filter (empty: of the whole fleet), or a site's. */
export type SeriesSource = { readonly device: number } | { readonly filter: string } | { readonly site: number };

/** Metrics over one span, in the order asked for. */
export interface SeriesAnswer {
  readonly span: Span;
  readonly series: readonly SeriesBody[];
}

/** Metrics of a source over a range, in at most `points` steps; asked again while the range ends now. */
export function useSeries(source: SeriesSource, metrics: readonly Metric[], range: RangeSearch, points: number | null) {
  return useQuery({
    ...seriesQuery(source, metrics, range, points ?? 0),
    enabled: points !== null,
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs(range),
  });
}

function seriesQuery(source: SeriesSource, metrics: readonly Metric[], range: RangeSearch, points: number) {
  return queryOptions({
    queryKey: [KEYS.telemetry, source, metrics, range, points],
    queryFn: async (): Promise<SeriesAnswer> => {
      const span = spanOf(range, serverNow());
      return { span, series: await Promise.all(metrics.map((metric) => fetchSeries(source, metric, span, points))) };
    },
  });
}

function fetchSeries(source: SeriesSource, metric: Metric, span: Span, points: number): Promise<SeriesBody> {
  const query = { metric, from: Math.round(span.fromMs), to: Math.round(span.toMs), points };
  if ("device" in source) {
    return answer(api.GET("/devices/{device_id}/telemetry", { params: { path: { device_id: source.device }, query } }));
  }
  const selected = "site" in source ? { site_id: source.site } : { filter: source.filter };
  return answer(api.GET("/telemetry/fleet", { params: { query: { ...query, ...selected } } }));
}
