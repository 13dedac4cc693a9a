import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { destinations } from "~/app/navigation";
import { bootstrapQuery } from "~/app/session";
import classes from "~/app/shell/Shell.module.css";
import mark from "~/icon.svg";

/** The brand and every page one can go to. */
export function NavItems() {
  const { data: bootstrap } = useSuspenseQuery(bootstrapQuery);
  return (
    <>
      <Link to="/" className={classes.brand ?? ""}>
        <img src={mark} alt="" width={22} height={22} />
        Headframe
      </Link>
      {destinations(bootstrap.mode).map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={classes.item ?? ""} activeOptions={{ exact: to === "/", includeSearch: false }}>
          <Icon size={18} stroke={1.7} aria-hidden />
          {label}
        </Link>
      ))}
    </>
  );
}
