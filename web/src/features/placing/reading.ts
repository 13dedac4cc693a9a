import { answer, api } from "~/api/client";
import type { DeviceWindow } from "~/api/schema";
import type { Standing } from "~/features/placing/standing";

/** Rows that the server gives, and follows, at once. */
export const PAGE = 500;
const AT_ONCE = 3;

/** Which miners to read, in which order, and how many at most. */
export interface Wanted {
  readonly filter: string;
  readonly sort: string;
  readonly descending?: boolean;
  readonly most: number;
}

/** Read miners page by page, a few pages at a time; `onRead` hears how many are there. */
export async function readMiners(wanted: Wanted, signal?: AbortSignal, onRead?: (count: number) => void): Promise<Standing> {
  const first = await readPage(wanted, 0, signal);
  const pages = Math.ceil(Math.min(first.total, wanted.most) / PAGE);
  const devices = [...first.devices];
  onRead?.(devices.length);
  for (let at = 1; at < pages; at += AT_ONCE) {
    const next = Array.from({ length: Math.min(AT_ONCE, pages - at) }, (_, index) => at + index);
    for (const page of await Promise.all(next.map((each) => readPage(wanted, each, signal)))) devices.push(...page.devices);
    onRead?.(devices.length);
  }
  return { devices: devices.slice(0, wanted.most), total: first.total, nowMs: first.now_ms };
}

function readPage({ filter, sort, descending = false, most }: Wanted, page: number, signal?: AbortSignal): Promise<DeviceWindow> {
  const query = { filter, sort, descending, offset: page * PAGE, limit: Math.max(Math.min(PAGE, most), 1) };
  return answer(api.GET("/devices", { params: { query }, ...(signal ? { signal } : {}) }));
}
