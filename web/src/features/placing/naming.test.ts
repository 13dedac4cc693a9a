import { expect, it } from "vitest";

import { numbered } from "~/features/placing/naming";

it("counts on from the number at the end", () => {
  expect(numbered("A 1", 3)).toEqual(["A 1", "A 2", "A 3"]);
  expect(numbered("R-08", 3)).toEqual(["R-08", "R-09", "R-10"]);
});

it("counts from one where there is no number", () => {
  expect(numbered("Rack", 2)).toEqual(["Rack 1", "Rack 2"]);
});

it("keeps the name of a single one", () => {
  expect(numbered("Rack", 1)).toEqual(["Rack"]);
});
