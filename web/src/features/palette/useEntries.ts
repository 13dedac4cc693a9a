import { matching, type EntryGroup } from "~/features/palette/entries";
import { useMinerEntries } from "~/features/palette/useMinerEntries";
import { usePageEntries } from "~/features/palette/usePageEntries";
import { usePlaceEntries } from "~/features/palette/usePlaceEntries";

const MOST = 6;
/** Shown before anybody typed; the rest would be too much. */
const AT_FIRST = new Set(["Pages", "Saved views"]);

interface Entries {
  readonly groups: readonly EntryGroup[];
  /** Whether more may come. */
  readonly isPending: boolean;
}

/** Everything that fits what somebody typed. */
export function useEntries(typed: string): Entries {
  const pages = usePageEntries();
  const places = usePlaceEntries();
  const miners = useMinerEntries(typed);
  const isFirst = typed.trim() === "";
  const groups = [...pages, ...places]
    .filter((group) => !isFirst || AT_FIRST.has(group.title))
    .map(({ title, entries }) => ({ title, entries: matching(entries, typed, isFirst ? entries.length : MOST) }));
  return { groups: [...groups, miners.group].filter(({ entries }) => entries.length > 0), isPending: miners.isPending };
}
