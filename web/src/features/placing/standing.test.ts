import { expect, it } from "vitest";

import type { DeviceBody } from "~/api/schema";
import { isOtherSet, patched, type Standing } from "~/features/placing/standing";

const KNOWN: Standing = { devices: [{ id: 1, name: "a" } as DeviceBody, { id: 2, name: "b" } as DeviceBody], total: 2, nowMs: 1 };

function message(ids: number[], devices: Partial<DeviceBody>[]) {
  return { type: "devices" as const, now_ms: 5, resume: 9, total: ids.length, ids, devices: devices as DeviceBody[] };
}

it("takes rows that came", () => {
  const next = patched(KNOWN, message([1, 2], [{ id: 2, name: "c" }]));
  expect(next.devices.map(({ name }) => name)).toEqual(["a", "c"]);
  expect(next.nowMs).toBe(5);
});

it("stays the same object when nothing of it came", () => {
  expect(patched(KNOWN, message([1, 2], []))).toBe(KNOWN);
  expect(patched(KNOWN, message([7], [{ id: 7, name: "z" }]))).toBe(KNOWN);
});

it("notices who came and who went, whatever the order", () => {
  expect(isOtherSet(KNOWN, message([2, 1], []))).toBe(false);
  expect(isOtherSet(KNOWN, message([1], []))).toBe(true);
  expect(isOtherSet(KNOWN, message([1, 3], []))).toBe(true);
});
