import { expect, test } from "vitest";

import { filled, FIRST_LOGIN, planWords, withAnother } from "~/features/pairing/logins";

test("empty lines are no logins, a password alone is one", () => {
  const [first, second] = withAnother(FIRST_LOGIN);
  expect(first && second && filled([first, { ...second, password: "x" }])).toEqual([{ username: "", password: "x" }]);
  expect(second?.key).toBe(1);
});

test("the plan names what is tried, in order", () => {
  expect(planWords(2, [{ driver: "" }, { driver: "antminer" }], true)).toBe(
    "Tried on each miner until one works: the 2 logins above in their order, then your organisation's 2 default logins, " +
      "1 of them only for some drivers, then the makers' own logins.",
  );
  expect(planWords(1, [{ driver: "" }], false)).toBe("Tried on each miner until one works: the login above.");
  expect(planWords(0, [], false)).toBe("No login is tried: that works for miners that ask for none.");
});
