import type { Problem } from "~/api/problem";
import type { RetentionBody, SettingsBody } from "~/api/schema";

/** All settings side by side. */
export type Values = Required<RetentionBody> & Required<Pick<SettingsBody, "offline_after_seconds" | "node_lost_after_seconds">>;

/** The same while somebody types; null is an empty field. */
export type Draft = { readonly [K in keyof Values]: number | null };

export type Words = Partial<Record<keyof Values, string | undefined>>;

const DAYS = { least: 1, most: 36_500, unit: "days" } as const;
const SECONDS = { least: 10, most: 86_400, unit: "s" } as const;

/** What the server takes. */
export const BOUNDS: Record<keyof Values, typeof DAYS | typeof SECONDS> = {
  raw_days: DAYS,
  five_minutes_days: DAYS,
  hour_days: DAYS,
  day_days: DAYS,
  offline_after_seconds: SECONDS,
  node_lost_after_seconds: SECONDS,
};

const NAMES = Object.keys(BOUNDS) as (keyof Values)[];

/** From the server's answer, which always has all of them. */
export function flat({ retention, ...timing }: SettingsBody): Values {
  return { ...retention, ...timing } as Values;
}

export function nested(values: Values): SettingsBody {
  const { offline_after_seconds, node_lost_after_seconds, ...retention } = values;
  return { retention, offline_after_seconds, node_lost_after_seconds };
}

/** The draft as values; null while any of them is out of bounds. */
export function whole(draft: Draft): Values | null {
  return Object.values(faults(draft)).length === 0 ? (draft as Values) : null;
}

export function isSame(one: Draft, other: Draft): boolean {
  return NAMES.every((name) => one[name] === other[name]);
}

/** What is wrong with each field that is. */
export function faults(draft: Draft): Words {
  const wrong = NAMES.filter((name) => !fits(draft[name], name));
  return Object.fromEntries(wrong.map((name) => [name, `A whole number from ${BOUNDS[name].least} to ${BOUNDS[name].most}.`]));
}

function fits(value: number | null, name: keyof Values): boolean {
  return value !== null && Number.isInteger(value) && value >= BOUNDS[name].least && value <= BOUNDS[name].most;
}

/** What the server says of single fields. */
export function refusals(problem: Problem | null): Words {
  const said = NAMES.map((name) => [name, problem?.at(`/${name}`) ?? problem?.at(`/retention/${name}`)] as const);
  return Object.fromEntries(said.filter(([, words]) => words !== undefined));
}
