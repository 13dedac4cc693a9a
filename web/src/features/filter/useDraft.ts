import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { queryClient } from "~/api/queries";
import type { FilterCheck } from "~/api/schema";
import type { Draft } from "~/features/filter/completion";
import { filterCheckQuery } from "~/features/filter/queries";

const PAUSE_MS = 250;

/** A filter that is being written, and what the server says of it. */
export interface Writing {
  readonly draft: Draft;
  readonly write: (draft: Draft) => void;
  /** What is wrong with what is written; null while that is nothing, or not known yet. */
  readonly fault: FilterCheck | null;
  /** Hand the draft to `onApply`, unless the server cannot read it. */
  readonly apply: () => Promise<void>;
}

/** The draft of a filter. It begins anew whenever another filter is applied. */
export function useDraft(applied: string, onApply: (filter: string) => void): Writing {
  const [draft, write] = useState<Draft>(() => at(applied));
  const [base, setBase] = useState(applied);
  if (base !== applied) {
    setBase(applied);
    write(at(applied));
  }
  const [settled] = useDebouncedValue(draft.text.trim(), PAUSE_MS);
  const { data } = useQuery({ ...filterCheckQuery(settled), enabled: settled !== "" && settled !== applied });

  const apply = async () => {
    const text = draft.text.trim();
    const check = text === "" ? null : await queryClient.query(filterCheckQuery(text)).catch(() => null);
    if (check === null || check.valid) onApply(text);
  };
  return { draft, write, fault: data?.filter === draft.text.trim() && !data.valid ? data : null, apply };
}

function at(text: string): Draft {
  return { text, caret: text.length };
}
