import type { Act } from "~/features/commands/acts";
import type { Selection } from "~/features/selection/selection";

/** An act that somebody chose from the menu, for whom, as both were at that moment. */
export interface Chosen {
  readonly act: Act;
  readonly selection: Selection;
  /** How many the page said that is. */
  readonly count: number;
  /** Its Idempotency-Key: made once, so that no double click and no repetition doubles the act. */
  readonly key: string;
}
