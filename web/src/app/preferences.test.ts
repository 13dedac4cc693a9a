import { describe, expect, it } from "vitest";

import { DEFAULTS, parsed } from "~/app/preferences";

describe("preferences", () => {
  it("are the defaults where nothing was kept", () => {
    expect(parsed(null)).toEqual(DEFAULTS);
  });

  it("are what was kept", () => {
    const kept = { scheme: "dark", density: "compact", clock: "site" };
    expect(parsed(JSON.stringify(kept))).toEqual(kept);
  });

  it.each(["{", "null", "7", '"dark"'])("are the defaults where %s was kept", (text) => {
    expect(parsed(text)).toEqual(DEFAULTS);
  });

  it("take each part on its own", () => {
    expect(parsed('{"scheme":"pink","density":"compact","more":1}')).toEqual({ ...DEFAULTS, density: "compact" });
  });
});
