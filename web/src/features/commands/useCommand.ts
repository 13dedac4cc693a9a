import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";

import type { Refusals } from "~/api/schema";
import type { Chosen } from "~/features/commands/chosen";
import { begun, type Command, type Draft, type Subject, type Typed } from "~/features/commands/drafts";
import { usePreview, type Preview } from "~/features/commands/queries";
import { read, type Reading } from "~/features/commands/reading";
import { useIssue, type Issue } from "~/features/commands/useIssue";
import { staggerProblem } from "~/features/commands/words";
import { selector } from "~/features/selection/selection";

/** A preview follows the form this long after the last key. */
const SETTLED_MS = 300;

/** How the act is spread, and what becomes of miners that cannot. */
export interface Manner {
  readonly staggerSeconds: Typed;
  readonly refusals: Refusals;
}

/** One command from its form to the server's answer. */
export interface CommandInHand {
  readonly chosen: Chosen;
  readonly subject: Subject | null;
  readonly draft: Draft;
  readonly setDraft: (draft: Draft) => void;
  readonly reading: Reading;
  readonly manner: Manner;
  readonly setManner: (manner: Manner) => void;
  readonly staggerProblem: string | null;
  /** Of the command as the form says it; null while there is none or it is not known yet. */
  readonly preview: Preview | null;
  readonly isPreviewing: boolean;
  readonly previewError: unknown;
  readonly previewAgain: () => void;
  readonly issue: Issue;
  /** Everything is known that a person needs to confirm, and at least one miner can. */
  readonly mayConfirm: boolean;
  readonly confirm: () => void;
  /** How many miners were named when it was confirmed. */
  readonly confirmed: number | null;
}

export function useCommand(chosen: Chosen, subject: Subject | null, onIssued?: (batchId: string) => void): CommandInHand {
  const [draft, setDraft] = useState(() => begun(chosen.act.kind, subject));
  const [manner, setManner] = useState<Manner>({ staggerSeconds: 0, refusals: "record" });
  const [confirmed, setConfirmed] = useState<number | null>(null);
  const reading = useMemo(() => read(draft, subject?.capabilities), [draft, subject]);
  const [settled] = useDebouncedValue<Command | null>(reading.command, SETTLED_MS);
  const asked = usePreview(chosen, settled);
  const isCurrent = settled === reading.command && !asked.isFetching;
  const preview = isCurrent && reading.command !== null ? (asked.data ?? null) : null;
  const previewAgain = () => void asked.refetch();
  const issue = useIssue(chosen.key, ({ batch }) => onIssued?.(batch.id), previewAgain);
  const wrongStagger = staggerProblem(preview?.can ?? 0, manner.staggerSeconds);
  const mayConfirm = preview !== null && preview.can > 0 && wrongStagger === null;
  return {
    chosen,
    subject,
    draft,
    setDraft,
    reading,
    manner,
    setManner,
    staggerProblem: wrongStagger,
    preview,
    isPreviewing: reading.command !== null && (settled !== reading.command || asked.isFetching),
    previewError: settled === null ? null : asked.error,
    previewAgain,
    issue,
    mayConfirm,
    confirmed,
    confirm: () => {
      if (!mayConfirm || reading.command === null) return;
      setConfirmed(preview.can);
      issue.send({
        selector: selector(chosen.selection),
        command: reading.command,
        stagger_seconds: Number(manner.staggerSeconds),
        expected_count: preview.selected,
        refusals: manner.refusals,
      });
    },
  };
}
