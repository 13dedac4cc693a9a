import { expect, test } from "vitest";

import { terms, valuesOf, without, withValue } from "~/features/filter/terms";

test("terms at the top are found with their values", () => {
  expect(terms('status:Offline,error temp>80 rack:"A 3"').map(({ field, operator, values }) => [field, operator, values])).toEqual([
    ["status", ":", ["Offline", "error"]],
    ["temp", ">", ["80"]],
    ["rack", ":", ["A 3"]],
  ]);
  expect(valuesOf("status:Offline,error", "status")).toEqual(["offline", "error"]);
});

test("what need not hold is no term: negated, in parentheses, beside OR", () => {
  expect(terms("-status:offline")).toEqual([]);
  expect(terms("(status:offline)")).toEqual([]);
  expect(terms("status:offline OR temp>80")).toEqual([]);
  expect(terms("status:offline (temp>80 OR power>3kW)")).toHaveLength(1);
});

test("a field is taken out whole, and nothing else is touched", () => {
  expect(without("status:offline,error temp>80", "status")).toBe("temp>80");
  expect(without('rack:"A  3" status:offline m12', "status")).toBe('rack:"A  3" m12');
  expect(without("status:offline AND temp>80", "status")).toBe("temp>80");
  expect(without("temp>80 AND status:offline", "status")).toBe("temp>80");
  expect(without("status:a temp>80 status:b", "status")).toBe("temp>80");
  expect(without("-status:offline", "status")).toBe("-status:offline");
  expect(without("status!=offline", "status")).toBe("status!=offline");
});

test("a field gets another value", () => {
  expect(withValue("", "status", "error")).toBe("status:error");
  expect(withValue("m12 status:offline", "status", "error")).toBe("m12 status:error");
  expect(withValue("temp>80 OR power>3kW", "status", "error")).toBe("(temp>80 OR power>3kW) status:error");
});
