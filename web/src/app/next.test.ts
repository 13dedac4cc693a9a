import { describe, expect, it } from "vitest";

import { safeNext } from "~/app/next";

describe("safeNext", () => {
  it.each(["/", "/miners?filter=status%3Aoffline&site=2", "/tasks/0199#failed"])("keeps %s, a page of this site", (next) => {
    expect(safeNext(next)).toBe(next);
  });

  it.each([
    ["//evil.example/", "another host without a scheme"],
    ["/\\evil.example", "a backslash that browsers read as a slash"],
    ["/\t/evil.example", "a tab that browsers drop"],
    ["/.//evil.example", "a dot that browsers drop"],
    ["https://evil.example/", "another site"],
    ["javascript:alert(1)", "a script"],
    ["miners", "no path from the root"],
    ["", "nothing"],
    ["/sign-in?next=/sign-in", "the sign-in itself"],
    ["/setup", "the set-up"],
    ["//[", "no address"],
  ])("goes to the first page instead of %j: %s", (next) => {
    expect(safeNext(next)).toBe("/");
  });

  it("goes to the first page without a wish", () => {
    expect(safeNext(undefined)).toBe("/");
  });
});
