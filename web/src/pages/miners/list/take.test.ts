import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";

import type { DeviceBody, DevicesMessage, DeviceWindow } from "~/api/schema";
import { windowQuery } from "~/pages/miners/list/queries";
import { take } from "~/pages/miners/list/take";

const LIST = { filter: "", sort: "temp", descending: true };
const { queryKey } = windowQuery(LIST, 0);
let client: QueryClient;

beforeEach(() => {
  client = new QueryClient();
});

function row(id: number, watts: number): DeviceBody {
  return { id, power_watts: watts } as DeviceBody;
}

function message(ids: number[], devices: DeviceBody[]): DevicesMessage {
  return { type: "devices", now_ms: 2, resume: 9, total: 7, ids, devices, window: { ...LIST, offset: 0, limit: 100 } };
}

function keep(...devices: DeviceBody[]): void {
  client.setQueryData<DeviceWindow>(queryKey, { offset: 0, total: 6, now_ms: 1, devices });
}

function shown(): [number, number | null][] | undefined {
  return client.getQueryData(queryKey)?.devices.map(({ id, power_watts }) => [id, power_watts]);
}

test("order, values and total are new at once", () => {
  keep(row(1, 10), row(2, 20));
  expect(take(client, LIST, message([2, 1], [row(2, 21)]), false)).toBe(false);
  expect(shown()).toEqual([[2, 21], [1, 10]]);
  expect(client.getQueryData(queryKey)?.total).toBe(7);
});

test("under a hand rows keep their places, and it is told that an order waits", () => {
  keep(row(1, 10), row(2, 20));
  expect(take(client, LIST, message([2, 1], [row(2, 21)]), true)).toBe(true);
  expect(shown()).toEqual([[1, 10], [2, 21]]);
  expect(take(client, LIST, message([1, 2], [row(1, 11)]), true)).toBe(false);
});

test("a row that nobody told of makes the window be read again", () => {
  keep(row(1, 10));
  take(client, LIST, message([1, 3], []), false);
  expect(shown()).toEqual([[1, 10]]);
  expect(client.getQueryState(queryKey)?.isInvalidated).toBe(true);
});

test("an answer that was on its way does not undo what was told meanwhile", async () => {
  let answer: (window: DeviceWindow) => void = () => undefined;
  const late = client.query({ queryKey, queryFn: () => new Promise<DeviceWindow>((resolve) => (answer = resolve)) });
  take(client, LIST, message([1], [row(1, 11)]), false);
  answer({ offset: 0, total: 6, now_ms: 1, devices: [row(1, 10)] });
  await late.catch(() => undefined);
  expect(shown()).toEqual([[1, 11]]);
});
