import { describe, expect, it } from "vitest";

import type { SummaryBody } from "~/api/schema";
import { ofExpected, uptime } from "~/pages/overview/figures";

function summary(change: Partial<SummaryBody>): SummaryBody {
  return { devices: 0, by_status: {}, hashrate_hs: 0, expected_hashrate_hs: 0, ...change } as SummaryBody;
}

describe("uptime", () => {
  it("counts those that hash of those that should", () => {
    const up = uptime(summary({ devices: 10, by_status: { HASHING: 5, DEGRADED: 1, OFFLINE: 1, IDLE: 2, CURTAILED: 1 } }));
    expect(up).toEqual({ hashing: 6, should: 7, share: 6 / 7 });
  });

  it("is not known where none should", () => {
    expect(uptime(summary({ devices: 3, by_status: { IDLE: 3 } })).share).toBeNull();
    expect(uptime(summary({})).share).toBeNull();
  });
});

it("ofExpected is not known where nothing is expected", () => {
  expect(ofExpected(summary({ hashrate_hs: 5 }))).toBeNull();
  expect(ofExpected(summary({ hashrate_hs: 5, expected_hashrate_hs: 10 }))).toBe(0.5);
});
