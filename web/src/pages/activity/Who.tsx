import type { ActorBody } from "~/api/schema";
import { ACTORS } from "~/pages/activity/actors";
import classes from "~/pages/activity/Timeline.module.css";

/** Who acted: the kind as icon and word, and the name. */
export function Who({ actor }: { readonly actor: ActorBody }) {
  const { icon: Icon, label } = ACTORS[actor.type];
  const name = actor.display_name || actor.id;
  return (
    <div className={classes.who} title={`${label}: ${name}`}>
      <Icon size={15} stroke={1.8} aria-hidden />
      <span className={classes.name}>
        {name}
        <span className={classes.kind}>{` ${label.toLowerCase()}`}</span>
      </span>
    </div>
  );
}
