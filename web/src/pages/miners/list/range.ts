import { answer, api } from "~/api/client";
import { queryClient } from "~/api/queries";
import { windowQuery } from "~/pages/miners/list/queries";
import { WINDOW_ROWS, windowsOf, type MinerList } from "~/pages/miners/list/windows";
import { count } from "~/units/format";

const MAX_RANGE = 5_000;
const LARGEST_WINDOW = 500;

/**
 * The miners from one row of a list up to another, both among them: as they are seen, or read where they are not.
 *
 * @throws {Error} for a range of more than 5,000; a filter selects more.
 */
export async function idsBetween(list: MinerList, from: number, to: number): Promise<number[]> {
  const number = to - from + 1;
  if (number > MAX_RANGE) throw new Error(`A range selects up to ${count(MAX_RANGE)} miners. Select all, or filter and select all.`);
  return seen(list, from, to) ?? (await read(list, from, number));
}

function seen(list: MinerList, from: number, to: number): number[] | null {
  const windows = windowsOf({ first: from, last: to }).map((each) => queryClient.getQueryData(windowQuery(list, each).queryKey));
  if (windows.some((window) => window === undefined)) return null;
  const first = from % WINDOW_ROWS;
  return windows.flatMap((window) => window?.devices ?? []).slice(first, first + to - from + 1).map((row) => row.id);
}

async function read(list: MinerList, from: number, number: number): Promise<number[]> {
  const ids: number[] = [];
  for (let offset = from; offset < from + number; offset += LARGEST_WINDOW) {
    const limit = Math.min(LARGEST_WINDOW, from + number - offset);
    const window = await answer(api.GET("/devices", { params: { query: { ...list, offset, limit } } }));
    ids.push(...window.devices.map((row) => row.id));
  }
  return ids;
}
