import { expect, test } from "vitest";

import { waitingWords } from "~/app/localStanding";

test("what waits is told by kind, and nothing where nothing does", () => {
  expect(waitingWords({ acts_waiting: 0, spool_rows: 0 })).toBeNull();
  expect(waitingWords({ acts_waiting: 1, spool_rows: 0 })).toBe("1 act on site");
  expect(waitingWords({ acts_waiting: 27, spool_rows: 12_345 })).toBe("27 acts on site and 12,345 rows of measurements and events");
});
