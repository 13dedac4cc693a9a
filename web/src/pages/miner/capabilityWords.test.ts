import { describe, expect, it } from "vitest";

import type { CapabilitiesBody } from "~/api/schema";
import { capabilityWords } from "~/pages/miner/capabilityWords";

const NOTHING: CapabilitiesBody = {
  commands: [],
  power_target_min_watts: null,
  power_target_max_watts: null,
  power_target_min_percent: null,
  power_target_max_percent: null,
  power_modes: [],
  max_pools: 0,
  curtailment_levels: [],
  cooling_modes: [],
  needs_credentials: false,
};

function words(can: Partial<CapabilitiesBody>): Record<string, string> {
  return Object.fromEntries(capabilityWords({ ...NOTHING, ...can }));
}

describe("capabilities in words", () => {
  it("say what cannot be done", () => {
    expect(words({})).toMatchObject({
      Commands: "none: its driver only reads it",
      "Power target": "cannot be set",
      Curtailment: "not possible",
      Pools: "cannot be set",
      Cooling: "cannot be set",
      Login: "none needed",
    });
  });

  it("join all ways to set a power target", () => {
    const can = { commands: ["SET_POWER_TARGET" as const], power_target_min_watts: 800, power_target_max_watts: 3500, power_modes: ["low", "high"] };
    expect(words(can)["Power target"]).toBe("800 to 3,500 W; modes low, high");
    expect(words({ commands: ["SET_POWER_TARGET"] })["Power target"]).toBe("its driver tells no bounds");
  });

  it("part commands into those it takes and those it does not", () => {
    const said = words({ commands: ["REBOOT"] });
    expect(said["Commands"]).toBe("Reboot");
    expect(said["Not supported"]).toContain("Power target");
    expect(said["Not supported"]).not.toContain("Reboot");
  });
});
