import { Modal } from "@mantine/core";

import { miners } from "~/features/commands/words";
import { PairForm } from "~/features/pairing/PairForm";
import type { Selection } from "~/features/selection/selection";

interface Props {
  /** Whom to pair; null: closed. */
  readonly selection: Selection | null;
  /** How many that is now, as the page shows it: sent as `expected_count`. */
  readonly count: number;
  readonly onClose: () => void;
  /** After the server accepted it: the batch to watch. */
  readonly onStarted: (batchId: string) => void;
}

/** Which node is to own a selection, and with which logins. What was typed is gone when it closes. */
export function PairDialog({ selection, count, onClose, onStarted }: Props) {
  return (
    <Modal opened={selection !== null} onClose={onClose} title={`Pair ${miners(count)}`} size="lg">
      {selection && <PairForm selection={selection} count={count} onClose={onClose} onStarted={onStarted} />}
    </Modal>
  );
}
