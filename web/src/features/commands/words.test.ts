import { describe, expect, it } from "vitest";

import { Problem } from "~/api/problem";
import type { ReasonBody } from "~/api/schema";
import { ACT_GROUPS } from "~/features/commands/acts";
import { begun } from "~/features/commands/drafts";
import { isTurnedAway, isUncertain } from "~/features/commands/useAct";
import { confirmLabel, effectWords, reasonFilter, selectionWords, staggerProblem, staggerWords, unfinishedLabel } from "~/features/commands/words";

const MATCHING = { kind: "matching", filter: "site=North OR site=South", except: new Set<number>() } as const;

describe("the confirm button", () => {
  it("names the act and the number", () => {
    expect(confirmLabel({ kind: "STOP_MINING" }, 212)).toBe("Stop 212 miners");
    expect(confirmLabel({ kind: "REBOOT" }, 1)).toBe("Reboot 1 miner");
    expect(confirmLabel({ kind: "SET_POWER_TARGET", watts: 3000 }, 1200)).toBe("Set 1,200 miners to 3,000 W");
    expect(confirmLabel({ kind: "SET_POWER_TARGET", mode: "eco" }, null)).toBe("Set miners to eco");
    expect(confirmLabel({ kind: "CURTAIL", level: "EFFICIENCY" }, 2)).toBe("Curtail 2 miners to efficiency");
  });

  it("has a verb before the form is whole, for every act", () => {
    for (const act of ACT_GROUPS.flatMap((group) => group.acts)) expect(unfinishedLabel(act)).toMatch(/^[A-Z]\w+/u);
    expect(unfinishedLabel({ kind: "UPDATE_POOLS", label: "Pools" })).toBe("Replace pools");
  });

  it("has a form to begin with for every act", () => {
    for (const act of ACT_GROUPS.flatMap((group) => group.acts)) expect(begun(act.kind, null).kind).toBe(act.kind);
  });
});

describe("whom it is for", () => {
  it("is said in words", () => {
    expect(selectionWords({ kind: "matching", filter: "", except: new Set() }, 60, null)).toBe("60 miners: all there are");
    expect(selectionWords({ kind: "matching", filter: "status:idle", except: new Set([4]) }, 59, null)).toBe("59 miners: all that match status:idle, without 1");
    expect(selectionWords({ kind: "ids", ids: new Set([1, 2]) }, 2, null)).toBe("2 miners, chosen one by one");
    expect(selectionWords({ kind: "ids", ids: new Set([1]) }, 1, { name: "A 3", address: "10.0.0.3" })).toBe("1 miner: A 3, 10.0.0.3");
  });
});

describe("the effect on power", () => {
  const effect = { is_estimate: true, devices_estimated: 3, devices_unknown: 0 };

  it("has a sign, and is told apart from none and from unknown", () => {
    expect(effectWords({ ...effect, delta_watts: -680_000 })).toEqual({ value: "−680 kW", note: "for 3 miners" });
    expect(effectWords({ ...effect, delta_watts: 900, devices_unknown: 2 })).toEqual({ value: "+900 W", note: "for 3 miners, not known for 2" });
    expect(effectWords({ ...effect, delta_watts: null, devices_estimated: 0, devices_unknown: 2 })).toEqual({ value: "–", note: "not known for 2 miners" });
    expect(effectWords({ ...effect, delta_watts: null, devices_estimated: 0 })).toBeNull();
  });
});

describe("a stagger", () => {
  it("tells how long it takes", () => {
    expect(staggerWords(212, 2)).toBe("The last of 212 miners has its turn 7 min after the first.");
    expect(staggerWords(212, 0)).toBe("All at once, as fast as nodes take them.");
  });

  it("keeps within a day, and says what would", () => {
    expect(staggerProblem(100_000, 2)).toBe("That takes longer than 24 hours; at most 0.86 s for 100,000 miners.");
    expect(staggerProblem(10, 3601)).toBe("Give 0 to 3,600 seconds.");
    expect(staggerProblem(10, "")).not.toBeNull();
    expect(staggerProblem(10, 0.5)).toBeNull();
  });
});

describe("a reason", () => {
  const reason = (over: Partial<ReasonBody>): ReasonBody => ({ code: "device_not_owned", reason: "no node owns it", count: 9, examples: [], ...over });

  it("links to exactly its miners, or not at all", () => {
    expect(reasonFilter(MATCHING, reason({}))).toBe("(site=North OR site=South) -node:*");
    expect(reasonFilter(MATCHING, reason({ code: "device_not_paired", reason: "it is not paired (FAILED)" }))).toBe(
      "(site=North OR site=South) node:* pairing:failed",
    );
    expect(reasonFilter(MATCHING, reason({ code: "unsupported_by_device" }))).toBeNull();
    expect(reasonFilter({ ...MATCHING, except: new Set([1]) }, reason({}))).toBeNull();
    const two = [1, 2].map((device_id) => ({ device_id, name: "" }));
    expect(reasonFilter({ kind: "ids", ids: new Set([1, 2]) }, reason({ count: 2, examples: two }))).toBe("id:1,2");
  });
});

describe("an answer that does not tell", () => {
  it("is one that was lost, and one of a server or proxy in trouble", () => {
    expect(isUncertain(Problem.unreachable(null))).toBe(true);
    expect(isUncertain(Problem.of("<html>", 404))).toBe(true);
    expect(isUncertain(Problem.of({ code: "storage_unavailable", title: "t", status: 503 }, 503))).toBe(true);
    expect(isUncertain(Problem.of({ code: "conflict", title: "t", status: 409 }, 409))).toBe(false);
  });

  it("stays lost when the next request was turned away at the door", () => {
    expect([401, 403, 429].every((status) => isTurnedAway({ status }))).toBe(true);
    expect(isTurnedAway({ status: 409 })).toBe(false);
  });
});
