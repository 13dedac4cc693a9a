import { describe, expect, test } from "vitest";

import type { DeviceBody, PairingStatus } from "~/api/schema";
import { grown, narrowed, NONE_YET, patched, type Found } from "~/pages/discover/found";

const STARTED = 1_000;

function row(id: number, model: string, pairing: PairingStatus, discoveredAtMs: number): Found {
  return { id, name: `m${id}`, model, address: "", mac: "", pairing, nodeId: null, seenBy: 1, discoveredAtMs, problem: "" };
}

const device = (id: number, pairing: PairingStatus = "UNPAIRED"): DeviceBody =>
  ({ id, name: `m${id}`, model: "S21", pairing, node_id: null, seen_by_node_id: 1, discovered_at_ms: 5, problem: null }) as DeviceBody;

describe("what was found", () => {
  test("grows window by window, also where some were forgotten", () => {
    const first = grown(NONE_YET, { total: 5, offset: 0, now_ms: 0, devices: [device(1), device(3)] }, 3);
    expect(first.read).toBe(3);
    const second = grown(first, { total: 5, offset: 3, now_ms: 0, devices: [device(4), device(5)] }, 3);
    expect(second.read).toBe(5);
    expect(second.rows.map((each) => each.id)).toEqual([1, 3, 4, 5]);
  });

  test("takes rows as they are now, and stays the same object for rows of others", () => {
    const held = grown(NONE_YET, { total: 2, offset: 0, now_ms: 0, devices: [device(1), device(2)] }, 2);
    expect(patched(held, [device(9)])).toBe(held);
    expect(patched(held, [device(2, "PAIRED")]).rows.map((each) => each.pairing)).toEqual(["UNPAIRED", "PAIRED"]);
  });
});

test("groups are counted within the model, models within the group", () => {
  const rows = [
    row(1, "S21", "UNPAIRED", 2_000),
    row(2, "S21", "PAIRED", 500),
    row(3, "M60S", "DEFAULT_PASSWORD", 1_000),
    row(4, "", "FAILED", 999),
  ];
  const whole = narrowed(rows, STARTED, undefined, undefined);
  expect([...whole.groups]).toEqual([["new", 2], ["known", 2], ["waiting", 2], ["default_password", 1], ["paired", 2]]);
  expect([...whole.models]).toEqual([["M60S", 1], ["S21", 2], ["Unknown model", 1]]);
  const some = narrowed(rows, STARTED, "new", "S21");
  expect(some.rows.map((each) => each.id)).toEqual([1]);
  expect(some.groups.get("known")).toBe(1);
  expect([...some.models]).toEqual([["M60S", 1], ["S21", 1]]);
  expect(narrowed(rows, STARTED, "nonsense", undefined).rows).toHaveLength(4);
});
