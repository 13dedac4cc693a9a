import { expect, test } from "vitest";

import { summaryWords, verbLook } from "~/pages/activity/verbs";

test("verbs read as words, those never heard of too", () => {
  expect(verbLook("user.signed_in").words).toBe("Signed in");
  expect(verbLook("batch.update_pools").words).toBe("Update pools asked for");
  expect(verbLook("command.failed")).toMatchObject({ words: "Command failed", tone: "bad" });
  expect(verbLook("api_key.issued").words).toBe("API key issued");
  expect(verbLook("security.lease_lost")).toMatchObject({ words: "Security lease lost", tone: "warn" });
});

test("a command's kind is spelt out, other summaries only begin with a capital", () => {
  expect(summaryWords("command.succeeded", "UPDATE_POOLS succeeded")).toBe("Update pools succeeded");
  expect(summaryWords("command.failed", "PAIR failed: The miner says NO")).toBe("Pair failed: The miner says NO");
  expect(summaryWords("site.added", "added the site NORTH")).toBe("Added the site NORTH");
});
