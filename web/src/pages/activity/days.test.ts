import { expect, test } from "vitest";

import { dayTitle } from "~/pages/activity/days";

test("days are named as seen from the zone's own day", () => {
  const now = Date.parse("2026-03-01T23:30:00Z");
  expect(dayTitle("2026-03-02", now, "Europe/Zurich")).toBe("Today, Monday 2 March 2026");
  expect(dayTitle("2026-03-01", now, "Europe/Zurich")).toBe("Yesterday, Sunday 1 March 2026");
  expect(dayTitle("2026-02-28", now, "UTC")).toBe("Yesterday, Saturday 28 February 2026");
  expect(dayTitle("2026-02-03", now, "UTC")).toBe("Tuesday 3 February 2026");
});
