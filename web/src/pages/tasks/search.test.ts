import { expect, it } from "vitest";

import { statesOf, taskSearch, toggledState } from "~/pages/tasks/search";

it("reads the states of an address in the order of lists, and leaves out what nobody knows", () => {
  expect(statesOf(taskSearch({ state: "SUCCEEDED,FAILED,NONSENSE" }))).toEqual(["FAILED", "SUCCEEDED"]);
  expect(statesOf(taskSearch({}))).toEqual([]);
});

it("puts states in and out", () => {
  expect(toggledState(["SUCCEEDED"], "FAILED")).toEqual({ state: "FAILED,SUCCEEDED" });
  expect(toggledState(["FAILED"], "FAILED")).toEqual({});
});
