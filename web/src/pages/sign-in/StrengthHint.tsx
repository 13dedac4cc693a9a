import { strength } from "~/pages/sign-in/strength";
import classes from "~/pages/sign-in/StrengthHint.module.css";

/** How strong a new password looks, in three steps and in words. */
export function StrengthHint({ password }: { readonly password: string }) {
  const { level, words } = strength(password);
  return (
    <span className={classes.hint} data-level={level}>
      <span className={classes.bar} aria-hidden>
        <i />
        <i />
        <i />
      </span>
      <span aria-live="polite">{password === "" ? "At least 10 characters." : words}</span>
    </span>
  );
}
