import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { destinations } from "~/app/navigation";
import { bootstrapQuery } from "~/app/session";
import classes from "~/app/shell/Shell.module.css";

/** Every page one can go to. */
export function NavItems({ onGo }: { readonly onGo?: () => void }) {
  const { data: bootstrap } = useSuspenseQuery(bootstrapQuery);
  return (
    <ul className={classes.items}>
      {destinations(bootstrap.mode).map(({ to, label, icon: Icon }) => (
        <li key={to} data-apart={to === "/settings" || undefined}>
          <Link to={to} className={classes.item ?? ""} activeOptions={{ exact: to === "/", includeSearch: false }} onClick={onGo}>
            <Icon size={18} stroke={1.7} aria-hidden />
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
