import type { CommandState } from "~/api/schema";
import { COMMAND_STATE_ORDER } from "~/domain/commandStates";
import { flag, text } from "~/units/search";

/** What the address of the list of tasks says. */
export interface TasksSearch {
  readonly running?: true | undefined;
}

export function tasksSearch(search: Record<string, unknown>): TasksSearch {
  return flag(search, "running");
}

/** What the address of a task says: `state` holds the states that are listed, with commas between. */
export interface TaskSearch {
  readonly state?: string | undefined;
}

export function taskSearch(search: Record<string, unknown>): TaskSearch {
  return text(search, "state");
}

/** The states of an address, in the order of lists; those that nobody knows are left out. */
export function statesOf({ state }: TaskSearch): readonly CommandState[] {
  const named = new Set(state?.split(",") ?? []);
  return COMMAND_STATE_ORDER.filter((each) => named.has(each));
}

/** The address with one state more or less; all states are none. */
export function toggledState(states: readonly CommandState[], state: CommandState): TaskSearch {
  const next = states.includes(state) ? states.filter((each) => each !== state) : [...states, state];
  return next.length === 0 ? {} : { state: COMMAND_STATE_ORDER.filter((each) => next.includes(each)).join(",") };
}
