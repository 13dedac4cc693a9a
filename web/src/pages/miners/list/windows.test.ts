import { expect, test } from "vitest";

import type { DeviceBody, DevicesMessage, DeviceWindow } from "~/api/schema";
import { followed, inPlace, isOf, moved, reordered, rowsById, WINDOW_ROWS, windowsOf } from "~/pages/miners/list/windows";

const LIST = { filter: "temp>70", sort: "temp", descending: true };

function row(id: number, watts = 0): DeviceBody {
  return { id, power_watts: watts } as DeviceBody;
}

function window(offset: number, ids: readonly number[]): DeviceWindow {
  return { offset, total: 500, now_ms: 1, devices: ids.map((id) => row(id)) };
}

function message(offset: number, limit: number, ids: number[], devices: DeviceBody[]): DevicesMessage {
  return { type: "devices", now_ms: 2, resume: 9, total: 501, ids, devices, window: { ...LIST, offset, limit } };
}

test("a span is held by the windows that it touches", () => {
  expect(windowsOf({ first: 0, last: 40 })).toEqual([0]);
  expect(windowsOf({ first: 90, last: 130 })).toEqual([0, 1]);
  expect(windowsOf({ first: 99_950, last: 99_999 })).toEqual([999]);
  expect(windowsOf({ first: 0, last: -1 })).toEqual([0]);
});

test("adjoining windows are followed as one", () => {
  expect(followed(LIST, [3, 4])).toEqual({ ...LIST, offset: 300, limit: 200 });
});

test("a message of another window, or of ids, is not taken", () => {
  expect(isOf(message(300, 200, [], []), followed(LIST, [3, 4]))).toBe(true);
  expect(isOf(message(300, 200, [], []), followed(LIST, [3]))).toBe(false);
  expect(isOf(message(300, 200, [], []), followed({ ...LIST, descending: false }, [3, 4]))).toBe(false);
  expect(isOf({ ...message(0, 100, [], []), window: null }, followed(LIST, [0]))).toBe(false);
});

test("each window takes its part of the order, with known rows as they were and told ones as told", () => {
  const first = Array.from({ length: WINDOW_ROWS }, (_, index) => index);
  const known = [window(300, first), window(400, [200, 201])];
  const told = message(300, 200, [...first, 201, 200], [row(201, 7)]);
  const rows = rowsById(told, known);
  const after = reordered(400, told, rows);
  expect(after).toEqual({ offset: 400, total: 501, now_ms: 2, devices: [row(201, 7), row(200)] });
  expect(reordered(300, told, rows)?.devices[5]).toBe(known[0]?.devices[5]);
});

test("an order with an unknown row is not made up", () => {
  const told = message(0, 100, [1, 2], [row(1)]);
  expect(reordered(0, told, rowsById(told, []))).toBeNull();
});

test("values are new in place while the order is held, and the total too", () => {
  const told = message(0, 100, [2, 1], [row(2, 9)]);
  const before = window(0, [1, 2]);
  const held = inPlace(before, told, rowsById(told, [before]));
  expect(held.devices).toEqual([row(1), row(2, 9)]);
  expect(held.devices[0]).toBe(before.devices[0]);
  expect(held.total).toBe(501);
});

test("a row elsewhere, one more or one less is a new order", () => {
  expect(moved(window(0, [1, 2]), window(0, [1, 2]))).toBe(false);
  expect(moved(window(0, [1, 2]), window(0, [2, 1]))).toBe(true);
  expect(moved(window(0, [1, 2]), window(0, [1]))).toBe(true);
});
