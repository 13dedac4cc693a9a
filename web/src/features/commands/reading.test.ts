import { describe, expect, it } from "vitest";

import type { CapabilitiesBody } from "~/api/schema";
import { begun, movedPool, powerUnits, withAnotherPool, withoutSecrets, type Draft, type PoolDraft } from "~/features/commands/drafts";
import { poolUrlProblem, rangeWords, read } from "~/features/commands/reading";
import { shownZone } from "~/units/time";
import { wallTime } from "~/units/zoned";

const WHATSMINER: CapabilitiesBody = {
  commands: ["SET_POWER_TARGET", "UPDATE_POOLS"],
  power_target_min_watts: 1800,
  power_target_max_watts: 3500,
  power_target_min_percent: null,
  power_target_max_percent: null,
  power_modes: ["low", "normal"],
  max_pools: 3,
  curtailment_levels: ["FULL"],
  cooling_modes: [],
  needs_credentials: true,
};

function pool(key: number, url = "stratum+tcp://p.example:3333", username = "w", password = ""): PoolDraft {
  return { key, url, username, password };
}

describe("a power target", () => {
  const typed = (amount: number | string, by: "watts" | "percent" = "watts"): Draft => ({ kind: "SET_POWER_TARGET", by, amount, mode: "" });

  it("is a command once it is a number", () => {
    expect(read(typed(3000)).command).toEqual({ kind: "SET_POWER_TARGET", watts: 3000 });
    expect(read(typed("80", "percent")).command).toEqual({ kind: "SET_POWER_TARGET", percent: 80 });
  });

  it("is missing, not wrong, while nothing is typed", () => {
    expect(read(typed(""))).toEqual({ command: null, problems: {} });
  });

  it.each([0, -5, 1_000_001, "-"])("refuses %s in words", (amount) => {
    expect(read(typed(amount)).problems["amount"]).toBe("Give a number above 0, up to 1,000,000 W.");
  });

  it("keeps to the range of the one miner it is for", () => {
    expect(read(typed(1700), WHATSMINER).problems["amount"]).toBe("This miner takes 1,800 to 3,500 W.");
    expect(read(typed(1700)).command).not.toBeNull();
  });

  it("offers the units that the miner takes", () => {
    expect(powerUnits(WHATSMINER)).toEqual(["watts", "mode"]);
    expect(powerUnits(undefined)).toEqual(["watts", "percent", "mode"]);
  });

  it("takes a mode by its name", () => {
    expect(read({ kind: "SET_POWER_TARGET", by: "mode", amount: "", mode: " eco " }).command).toEqual({ kind: "SET_POWER_TARGET", mode: "eco" });
  });
});

describe("a curtailment", () => {
  const curtail = { kind: "CURTAIL", level: "FULL", hold: "operator", until: "" } as const;
  const command = { kind: "CURTAIL", level: "FULL", hold_id: "operator", source: "", for_safety: false, until_ms: null };

  it("is the operator's and without an end as it opens", () => {
    expect(begun("CURTAIL", null)).toEqual(curtail);
    expect(read(curtail).command).toEqual(command);
  });

  it("has a name and an end", () => {
    const untilMs = Math.ceil(Date.now() / 60_000 + 1) * 60_000;
    const named = { ...curtail, hold: " grid-event-7 ", until: wallTime(untilMs, shownZone()) };
    expect(read(named).command).toEqual({ ...command, hold_id: "grid-event-7", until_ms: untilMs });
  });

  it("refuses an end that is over, and a name that the API does not take", () => {
    expect(read({ ...curtail, until: "2020-01-01T00:00" })).toEqual({ command: null, problems: { until: "That is over already. Give a time to come." } });
    for (const hold of ["", "Grid", "-a", "a b", "x".repeat(65)]) {
      expect(read({ ...curtail, hold }).problems["hold"]).toMatch(/^Small letters/u);
      expect(read({ kind: "UNCURTAIL", hold }).command).toBeNull();
    }
  });

  it("is lifted by its name", () => {
    expect(read(begun("UNCURTAIL", null)).command).toEqual({ kind: "UNCURTAIL", hold_id: "operator", for_safety: false });
    expect(read({ kind: "UNCURTAIL", hold: "grid-event-7" }).command).toEqual({ kind: "UNCURTAIL", hold_id: "grid-event-7", for_safety: false });
  });
});

describe("pools", () => {
  it("begin with those of the one miner, without passwords", () => {
    const subject = { name: "m", address: "a", capabilities: WHATSMINER, pools: [{ url: "stratum+tcp://a.example:1", username: "w" }] };
    expect(begun("UPDATE_POOLS", subject)).toEqual({
      kind: "UPDATE_POOLS",
      pools: [{ key: 0, url: "stratum+tcp://a.example:1", username: "w", password: "" }],
    });
  });

  it("carry a password only where one was given", () => {
    const { command } = read({ kind: "UPDATE_POOLS", pools: [pool(0), pool(1, "stratum+ssl://q.example:4444", "x", "secret")] });
    expect(command).toEqual({
      kind: "UPDATE_POOLS",
      pools: [
        { url: "stratum+tcp://p.example:3333", username: "w" },
        { url: "stratum+ssl://q.example:4444", username: "x", password: "secret" },
      ],
    });
  });

  it("name the line that is wrong, and wait for lines that are not whole", () => {
    expect(read({ kind: "UPDATE_POOLS", pools: [pool(0), pool(1, "http://x:1")] }).problems["pools/1/url"]).toContain("stratum+tcp://host:port");
    expect(read({ kind: "UPDATE_POOLS", pools: [pool(0), pool(1, "", "")] })).toEqual({ command: null, problems: {} });
  });

  it("are no more than the miner takes", () => {
    const pools = [0, 1, 2, 3].map((key) => pool(key));
    expect(read({ kind: "UPDATE_POOLS", pools }, WHATSMINER).problems["pools"]).toBe("This miner takes at most 3 pools.");
    expect(read({ kind: "UPDATE_POOLS", pools }).command).not.toBeNull();
  });

  it("move and grow, each keeping its key", () => {
    const pools = [pool(0), pool(1), pool(2)];
    expect(movedPool(pools, 2, 0).map((each) => each.key)).toEqual([2, 0, 1]);
    expect(withAnotherPool(pools).map((each) => each.key)).toEqual([0, 1, 2, 3]);
  });

  it.each(["stratum+tcp://pool.example:3333", "stratum2+tcp://[2001:db8::1]:3336", "STRATUM+SSL://pool:1/path"])("take %s", (url) => {
    expect(poolUrlProblem(url)).toBeNull();
  });

  it.each(["pool.example:3333", "stratum+tcp://pool.example", "stratum+tcp://pool.example:0", "stratum+tcp://pool:70000", "stratum+tcp://u:p@pool:1"])(
    "refuse %s",
    (url) => {
      expect(poolUrlProblem(url)).not.toBeNull();
    },
  );
});

describe("a password", () => {
  it("is given twice", () => {
    const typed = (password: string, again: string): Draft => ({ kind: "UPDATE_PASSWORD", username: "", password, again });
    expect(read(typed("a", ""))).toEqual({ command: null, problems: {} });
    expect(read(typed("a", "b")).problems["again"]).toBe("It differs from the first one.");
    expect(read(typed("a", "a")).command).toEqual({ kind: "UPDATE_PASSWORD", username: "", new_password: "a" });
  });
});

describe("cooling", () => {
  it("sends a duty with a fixed speed alone", () => {
    expect(read({ kind: "SET_COOLING_MODE", mode: "AUTO", dutyPercent: 80 }).command).toEqual({ kind: "SET_COOLING_MODE", mode: "AUTO" });
    expect(read({ kind: "SET_COOLING_MODE", mode: "MANUAL", dutyPercent: 80 }).command).toEqual({
      kind: "SET_COOLING_MODE",
      mode: "MANUAL",
      fan_duty_ratio: 0.8,
    });
    expect(read({ kind: "SET_COOLING_MODE", mode: "MANUAL", dutyPercent: 101 }).problems["dutyPercent"]).toContain("0 to 100");
  });
});

describe("a preview", () => {
  it("is asked for without any secret", () => {
    const change = withoutSecrets({ kind: "UPDATE_PASSWORD", username: "root", new_password: "hush" });
    const pools = withoutSecrets({ kind: "UPDATE_POOLS", pools: [{ url: "u", username: "w", password: "hush" }] });
    expect(JSON.stringify([change, pools])).not.toContain("hush");
  });
});

describe("a range", () => {
  it("is said with the bounds that there are", () => {
    expect(rangeWords(1800, 3500, "W")).toBe("1,800 to 3,500 W");
    expect(rangeWords(null, 100, "%")).toBe("up to 100 %");
    expect(rangeWords(50, null, "%")).toBe("50 % or more");
    expect(rangeWords(null, null, "W")).toBe("");
  });
});
