import { IconPlugConnectedX } from "@tabler/icons-react";

import classes from "~/app/shell/LinkBanner.module.css";
import { toServerTime } from "~/live/clock";
import { useLink } from "~/live/live";
import { useNow } from "~/live/now";
import { clock, span } from "~/units/time";

/** Says that nothing live comes any more, since when, and that the page goes on trying. */
export function LinkBanner() {
  const { link, since } = useLink();
  if (link !== "lost") return null;
  return (
    <div className={classes.banner}>
      <IconPlugConnectedX size={18} aria-hidden />
      <p>
        <span role="alert">Disconnected since {clock(toServerTime(since))}.</span> What you see is <Lasted since={toServerTime(since)} /> old or
        older; trying to connect again.
      </p>
    </div>
  );
}

function Lasted({ since }: { readonly since: number }) {
  return <>{span((useNow() - since) / 1000)}</>;
}
