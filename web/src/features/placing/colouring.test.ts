import { describe, expect, it } from "vitest";

import type { DeviceBody } from "~/api/schema";
import { bandOf, hottest, legend, markOf, ratio } from "~/features/placing/colouring";

function miner(change: Partial<DeviceBody>): DeviceBody {
  return { status: "HASHING", board_temperature_c: 61, chip_temperature_c: 74.9, hashrate_hs: 94e12, expected_hashrate_hs: 100e12, ...change } as DeviceBody;
}

describe("temperature", () => {
  it("is the hottest of boards and chips", () => {
    expect(hottest(miner({}))).toBe(74.9);
    expect(hottest(miner({ chip_temperature_c: null }))).toBe(61);
  });

  it("is not known of a miner that does not answer, whatever it said last", () => {
    expect(hottest(miner({ status: "OFFLINE" }))).toBeNull();
    expect(bandOf("temperature", miner({ status: "UNAVAILABLE" })).key).toBe("unknown");
  });

  it("has a mark that never reads as the next band", () => {
    expect(bandOf("temperature", miner({})).key).toBe("warm");
    expect(markOf("temperature", miner({}))).toBe("74");
    expect(bandOf("temperature", miner({ chip_temperature_c: 85 })).key).toBe("too-hot");
  });
});

describe("hashrate", () => {
  it("is a share of what is expected", () => {
    expect(ratio(miner({}))).toBeCloseTo(0.94);
    expect(bandOf("hashrate", miner({})).key).toBe("less");
  });

  it("is not known where nothing is expected", () => {
    expect(ratio(miner({ expected_hashrate_hs: null }))).toBeNull();
    expect(markOf("hashrate", miner({ hashrate_hs: null }))).toBe("");
  });
});

it("legend counts what occurs, the most urgent first", () => {
  const lines = legend("status", [miner({}), miner({ status: "ERROR" }), miner({})]);
  expect(lines.map(({ band, count }) => [band.label, count])).toEqual([
    ["Error", 1],
    ["Hashing", 2],
  ]);
});
