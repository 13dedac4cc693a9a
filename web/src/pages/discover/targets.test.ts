import { expect, test } from "vitest";

import { Problem } from "~/api/problem";
import { entries, targetProblem, targetWords } from "~/pages/discover/targets";

test("entries stand on lines or between commas", () => {
  expect(entries(" 10.0.0.0/24,10.0.1.5-90\n\n10.0.2.1 - 10.0.2.9 ;")).toEqual(["10.0.0.0/24", "10.0.1.5-90", "10.0.2.1 - 10.0.2.9"]);
  expect(entries(" \n ")).toEqual([]);
});

test("a problem with a target is told in words, with its code", () => {
  const refused = Problem.of(
    {
      code: "public_address_refused",
      title: "Only private addresses are scanned",
      status: 422,
      errors: [{ where: "/targets/1", message: "'8.8.8.8' is not wholly in private space." }],
    },
    422,
  );
  expect(targetProblem(refused)).toBe("“8.8.8.8” is not wholly in private space. (public_address_refused)");
  const many = Problem.of({ code: "invalid_target", title: "t", detail: "16777214 addresses are too many.", status: 422 }, 422);
  expect(targetProblem(many)).toBe("16777214 addresses are too many. (invalid_target)");
  expect(targetProblem(Problem.of({ code: "node_not_connected", title: "t", status: 503 }, 503))).toBeUndefined();
});

test("many targets are told by the first", () => {
  expect(targetWords(["10.0.0.0/24"])).toBe("10.0.0.0/24");
  expect(targetWords(["10.0.0.0/24", "10.0.1.1", "10.0.1.2"])).toBe("10.0.0.0/24 and 2 more");
});
