import { useMemo, useState } from "react";

import { keepColumns, keptColumns, known } from "~/pages/miners/columns/choice";
import { columnsOf, type Column } from "~/pages/miners/columns/columns";

/** The columns shown, in their order, kept for the next visit. */
export function useColumns(): { keys: readonly string[]; columns: readonly Column[]; choose: (keys: readonly string[]) => void } {
  const [keys, setKeys] = useState(keptColumns);
  const columns = useMemo(() => columnsOf(keys), [keys]);
  const choose = (next: readonly string[]) => {
    const chosen = known([...next]) ?? [];
    setKeys(chosen);
    keepColumns(chosen);
  };
  return { keys, columns, choose };
}
