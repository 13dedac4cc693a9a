import type { Selection } from "~/features/selection/selection";

interface Props {
  /** Whom a command is for. */
  readonly selection: Selection;
  /** How many that is now, as the page shows it: sent as `expected_count`. */
  readonly count: number;
  /** What the button says; "Commands" without. */
  readonly label?: string;
  /** After a batch was accepted by the server. */
  readonly onIssued?: (batchId: string) => void;
}

/** Every command for a selection: opens the preview of the one chosen. */
export function CommandMenu({ count }: Props) {
  return <>{count}</>;
}
