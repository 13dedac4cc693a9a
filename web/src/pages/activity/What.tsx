import classes from "~/pages/activity/Timeline.module.css";
import { verbLook } from "~/pages/activity/verbs";

/** What was done, in words. */
export function What({ verb }: { readonly verb: string }) {
  const { icon: Icon, words, tone } = verbLook(verb);
  return (
    <div className={classes.what} data-tone={tone} title={verb}>
      <Icon size={15} stroke={1.8} aria-hidden />
      {words}
    </div>
  );
}
