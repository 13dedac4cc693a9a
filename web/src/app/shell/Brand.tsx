import { Link } from "@tanstack/react-router";

import classes from "~/app/shell/Shell.module.css";
import mark from "~/icon.svg";

/** The mark and the name: the way home. */
export function Brand() {
  return (
    <Link to="/" className={classes.brand ?? ""}>
      <img src={mark} alt="" width={22} height={22} />
      Headframe
    </Link>
  );
}
