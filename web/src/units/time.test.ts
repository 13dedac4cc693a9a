import { afterEach, describe, expect, it } from "vitest";

import { ago, clock, moment, showTimesIn, span } from "~/units/time";

const AT = Date.UTC(2025, 10, 27, 14, 2, 11);

afterEach(() => showTimesIn(undefined));

describe("span", () => {
  it.each([
    [0, "0 s"],
    [59.4, "59 s"],
    [60, "1 min"],
    [3_600, "1 h"],
    [7_500, "2 h 5 min"],
    [356_400, "4 d 3 h"],
    [-5, "0 s"],
    [null, "–"],
  ])("of %s s is %s", (seconds, words) => expect(span(seconds)).toBe(words));
});

describe("ago", () => {
  it.each([
    [0, "just now"],
    [1_400, "just now"],
    [8_000, "8 s ago"],
  ])("%s ms later is %s", (later, words) => expect(ago(AT, AT + later)).toBe(words));

  it("is never for what never was", () => expect(ago(null, AT)).toBe("never"));
});

describe("moments", () => {
  it("are shown in the zone that is named", () => {
    expect(moment(AT, "America/Chicago")).toBe("27 Nov, 08:02:11 GMT-6");
    expect(clock(AT, "UTC")).toBe("14:02:11");
  });

  it("are shown in the zone that was chosen for all", () => {
    showTimesIn("Asia/Tokyo");
    expect(clock(AT)).toBe("23:02:11");
    expect(clock(AT, "UTC")).toBe("14:02:11");
  });

  it("are the reader's own where the zone is not known", () => {
    const own = clock(AT);
    showTimesIn("Moon/Tycho");
    expect(clock(AT)).toBe(own);
  });

  it("are unknown where nobody knows", () => expect(moment(null)).toBe("–"));
});
