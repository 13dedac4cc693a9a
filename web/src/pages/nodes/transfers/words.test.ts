import { expect, it } from "vitest";

import { waitsFor } from "~/pages/nodes/transfers/words";

const HALL = { name: "hall-1", connected: true };

it("says what miners on their way wait for", () => {
  expect(waitsFor({ due_at_ms: null }, HALL, 0)).toContain("ended what it does with them");
  expect(waitsFor({ due_at_ms: null }, { ...HALL, connected: false }, 0)).toContain("out of contact");
  expect(waitsFor({ due_at_ms: 30_000 }, { ...HALL, connected: false }, 0)).toContain("in 30 s");
  expect(waitsFor({ due_at_ms: 30_000 }, { ...HALL, connected: false }, 40_000)).toContain("go over now");
});
