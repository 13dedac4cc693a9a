import { describe, expect, it } from "vitest";

import { Problem } from "~/api/problem";
import { faults, flat, isSame, nested, refusals, whole } from "~/pages/settings/retention/draft";

const SETTINGS = {
  retention: { raw_days: 14, five_minutes_days: 90, hour_days: 730, day_days: 3650 },
  offline_after_seconds: 60,
  node_lost_after_seconds: 45,
};
const VALUES = flat(SETTINGS);

describe("draft", () => {
  it("is the settings, flat, and becomes them again", () => {
    expect(nested(VALUES)).toEqual(SETTINGS);
  });

  it.each([null, 0, 36_501, 1.5])("does not take %s days", (raw_days) => {
    const draft = { ...VALUES, raw_days };
    expect(faults(draft)).toEqual({ raw_days: "A whole number from 1 to 36500." });
    expect(whole(draft)).toBeNull();
  });

  it.each([9, 86_401])("does not take %s s", (offline_after_seconds) => {
    expect(Object.keys(faults({ ...VALUES, offline_after_seconds }))).toEqual(["offline_after_seconds"]);
  });

  it("is whole within the bounds, at the bounds too", () => {
    const draft = { ...VALUES, raw_days: 1, day_days: 36_500, node_lost_after_seconds: 10 };
    expect(whole(draft)).toEqual(draft);
  });

  it("knows whether it differs from what is saved", () => {
    expect(isSame(VALUES, { ...VALUES })).toBe(true);
    expect(isSame(VALUES, { ...VALUES, hour_days: 731 })).toBe(false);
  });

  it("puts the server's words at their fields", () => {
    const errors = [{ where: "/retention/raw_days", message: "Too long." }];
    const problem = Problem.of({ code: "invalid_request", title: "Not valid", status: 422, errors }, 422);
    expect(refusals(problem)).toEqual({ raw_days: "Too long." });
    expect(refusals(null)).toEqual({});
  });
});
