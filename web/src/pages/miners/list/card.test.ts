import { expect, test } from "vitest";

import type { DeviceBody } from "~/api/schema";
import { measurements, whereabouts } from "~/pages/miners/list/card";

const SILENT = { address: "10.0.0.7", rack_name: "", placement: null, hashrate_hs: null, power_watts: null, board_temperature_c: null, chip_temperature_c: null };

function device(values: Partial<DeviceBody>): DeviceBody {
  return { ...SILENT, ...values } as DeviceBody;
}

test("a miner in a rack is found by rack and slot, any other by its address", () => {
  const placement = { site_id: 1, building_id: 2, rack_id: 3, row: 2, column: 5 };
  expect(whereabouts(device({ rack_name: "A 1", placement }))).toBe("A 1 · 2-5");
  expect(whereabouts(device({ rack_name: "A 1", placement: { ...placement, row: null, column: null } }))).toBe("A 1");
  expect(whereabouts(device({}))).toBe("10.0.0.7");
});

test("what a miner does not tell is left out, and a dash says that it tells nothing", () => {
  expect(measurements(device({ hashrate_hs: 2e14, chip_temperature_c: 71 }))).toEqual(["200 TH/s", "71.0 °C"]);
  expect(measurements(device({}))).toEqual(["–"]);
});
