import type { FilterCheck } from "~/api/schema";
import classes from "~/features/filter/FilterInput.module.css";

const BEFORE = 24;
const AFTER = 16;

interface Props {
  readonly id: string;
  readonly fault: FilterCheck;
}

/** Where a filter breaks, with the text around it, and what was expected there. */
export function FilterFault({ id, fault }: Props) {
  const at = fault.position ?? fault.filter.length;
  const start = Math.max(at - BEFORE, 0);
  const wrong = /^[^\s,()]*/u.exec(fault.filter.slice(at))?.[0] ?? "";
  const rest = fault.filter.slice(at + wrong.length, at + wrong.length + AFTER);
  return (
    <p id={id} className={classes.fault} data-unfinished={at >= fault.filter.length || undefined}>
      <code>
        {start > 0 && "…"}
        {fault.filter.slice(start, at)}
        <mark>{wrong === "" ? " " : wrong}</mark>
        {rest}
      </code>
      {`: expected ${fault.expected ?? "something else"}`}
    </p>
  );
}
