import classes from "~/pages/nodes/enrolling/Enrolling.module.css";
import { CopyButton } from "~/ui/CopyButton";

/** A line to be typed elsewhere, to copy; it wraps, so that nothing of it is hidden. */
export function CommandLine({ line }: { readonly line: string }) {
  return (
    <div className={classes.line}>
      <code>{line}</code>
      <CopyButton text={line} what="command" />
    </div>
  );
}
