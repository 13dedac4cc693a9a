import { useQuery } from "@tanstack/react-query";

import { countsQuery } from "~/features/fleet/queries";
import classes from "~/pages/overview/Attention.module.css";
import type { Cause } from "~/pages/overview/causes";
import { shares } from "~/pages/overview/shares";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

const MOST_SHARES = 6;

/** One cause: how many miners, what it means, and where they are or what they say. */
export function CauseRow({ cause }: { readonly cause: Cause }) {
  const { icon: Icon, tone, title, means, filter, by } = cause;
  const { data } = useQuery({ ...countsQuery(by ?? "", filter), enabled: by !== null });
  const split = data && shares(data, cause.count, filter, MOST_SHARES);
  return (
    <li className={classes.row} data-tone={tone}>
      <Icon size={18} stroke={1.8} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <TextLink to="/miners" search={{ filter }} className={classes.title ?? ""}>
          <span className="live-value">{count(cause.count)}</span>
          {` ${title}`}
        </TextLink>
        <span className={classes.means}>{means}</span>
        {cause.isToPair && (
          <ul className={classes.shares}>
            <li>
              <TextLink to="/discover" className={classes.share ?? ""}>
                Pair them
              </TextLink>
            </li>
          </ul>
        )}
        {split && split.shown.length > 0 && (
          <ul className={classes.shares} aria-label={`By ${by ?? ""}`}>
            {split.shown.map((share) => (
              <li key={share.label}>
                <TextLink to="/miners" search={{ filter: share.filter }} className={classes.share ?? ""}>
                  {share.label}
                  <b className="live-value">{count(share.count)}</b>
                </TextLink>
              </li>
            ))}
            {split.left > 0 && (
              <li>
                <TextLink to="/miners" search={{ filter }} className={classes.share ?? ""}>{`${count(split.left)} more`}</TextLink>
              </li>
            )}
          </ul>
        )}
      </div>
    </li>
  );
}
