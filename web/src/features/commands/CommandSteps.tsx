import { useEffect } from "react";

import { Accepted } from "~/features/commands/Accepted";
import type { Chosen } from "~/features/commands/chosen";
import { CommandEditor } from "~/features/commands/CommandEditor";
import type { Subject } from "~/features/commands/drafts";
import { Unconfirmed } from "~/features/commands/Unconfirmed";
import { useCommand } from "~/features/commands/useCommand";
import { confirmLabel } from "~/features/commands/words";

interface Props {
  readonly chosen: Chosen;
  readonly subject: Subject | null;
  readonly onClose: () => void;
  /** While a request is under way the dialog stays. */
  readonly onSending: (isSending: boolean) => void;
  readonly onIssued?: (batchId: string) => void;
}

/** Fill in and confirm; then accepted, or not confirmed. */
export function CommandSteps({ chosen, subject, onClose, onSending, onIssued }: Props) {
  const command = useCommand(chosen, subject, onIssued);
  const { isSending, sendAgain, answer: issued, isUnconfirmed, problem } = command.issue;
  useEffect(() => onSending(isSending), [isSending, onSending]);
  if (issued !== null) return <Accepted issued={issued} onClose={onClose} />;
  if (isUnconfirmed) {
    const act = command.reading.command ? confirmLabel(command.reading.command, command.confirmed) : chosen.act.label;
    return <Unconfirmed act={act} problem={problem} isSending={isSending} onAgain={sendAgain} onClose={onClose} />;
  }
  return <CommandEditor command={command} onClose={onClose} />;
}
