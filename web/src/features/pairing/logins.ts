import type { DefaultLoginBody, LoginInput } from "~/api/schema";

/** One line of the form. `key` tells lines apart. */
export interface LoginDraft {
  readonly key: number;
  readonly username: string;
  readonly password: string;
}

/** The API takes so many: more would lock accounts of some makes. */
export const MAX_LOGINS = 8;

export const FIRST_LOGIN: readonly LoginDraft[] = [{ key: 0, username: "", password: "" }];

/** With an empty line at the end. */
export function withAnother(logins: readonly LoginDraft[]): LoginDraft[] {
  return [...logins, { key: Math.max(-1, ...logins.map((each) => each.key)) + 1, username: "", password: "" }];
}

/** Lines that say something, as the API takes them; an empty line is none. */
export function filled(logins: readonly LoginDraft[]): LoginInput[] {
  return logins.filter((each) => each.username !== "" || each.password !== "").map(({ username, password }) => ({ username, password }));
}

/** The order in which logins are tried on each miner, in words. */
export function planWords(own: number, defaults: readonly Pick<DefaultLoginBody, "driver">[], tryDefaults: boolean): string {
  const parts = [
    ...(own > 0 ? [own === 1 ? "the login above" : `the ${own} logins above in their order`] : []),
    ...(tryDefaults ? [...ofOrganisation(defaults), "the makers' own logins"] : []),
  ];
  if (parts.length === 0) return "No login is tried: that works for miners that ask for none.";
  return `Tried on each miner until one works: ${parts.join(", then ")}.`;
}

function ofOrganisation(defaults: readonly Pick<DefaultLoginBody, "driver">[]): string[] {
  if (defaults.length === 0) return [];
  const few = defaults.filter((each) => each.driver !== "").length;
  const whom = few === 0 ? "" : few === defaults.length ? ", where they are for its driver" : `, ${few} of them only for some drivers`;
  return [`your organisation's ${defaults.length === 1 ? "default login" : `${defaults.length} default logins`}${whom}`];
}
