import { both, exactly } from "~/domain/filters";
import classes from "~/pages/overview/Attention.module.css";
import type { NodeTrouble } from "~/pages/overview/causes";
import { Age } from "~/ui/Age";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

/** A node that is in trouble, with the miners that it owns. */
export function NodeRow({ trouble, scope }: { readonly trouble: NodeTrouble; readonly scope: string }) {
  const { icon: Icon, tone, title, means, sinceMs, miners, node } = trouble;
  return (
    <li className={classes.row} data-tone={tone}>
      <Icon size={18} stroke={1.8} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <TextLink to="/nodes" className={classes.title ?? ""}>
          {title}
        </TextLink>
        <span className={classes.means}>
          {sinceMs !== null && (
            <>
              Last heard <Age atMs={sinceMs} />.{" "}
            </>
          )}
          {means}
        </span>
        {miners > 0 && (
          <ul className={classes.shares}>
            <li>
              <TextLink to="/miners" search={{ filter: both(scope, exactly("node", node)) }} className={classes.share ?? ""}>
                its miners
                {scope === "" && <b>{count(miners)}</b>}
              </TextLink>
            </li>
          </ul>
        )}
      </div>
    </li>
  );
}
