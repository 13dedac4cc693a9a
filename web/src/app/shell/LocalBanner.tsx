import { IconAntennaBarsOff, IconMapPin, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import type { LocalStandingBody } from "~/api/schema-node";
import { localStandingQuery, waitingWords } from "~/app/localStanding";
import classes from "~/app/shell/LinkBanner.module.css";
import { useNow } from "~/live/now";
import { clock, span } from "~/units/time";

/** On a node: that one is at the node itself, whether it is alone and since when, and what waits for the server. */
export function LocalBanner() {
  const { data: standing } = useQuery(localStandingQuery);
  if (standing === undefined) return null;
  const isCalm = standing.state === "IN_CONTACT" || standing.state === "LOST";
  const Icon = { IN_CONTACT: IconMapPin, LOST: IconMapPin, ALONE: IconAntennaBarsOff, CATCHING_UP: IconRefresh }[standing.state];
  return (
    <div className={classes.banner} data-tone={isCalm ? "calm" : undefined}>
      <Icon size={18} aria-hidden />
      <p>{isCalm ? <InContact standing={standing} /> : <Alone standing={standing} />}</p>
    </div>
  );
}

function InContact({ standing }: { readonly standing: LocalStandingBody }) {
  return (
    <>
      You are at the node <strong>{standing.node_name}</strong> itself, which {standing.state === "LOST" ? "has just lost its server" : "is in contact with its server"}. What
      you do here is marked as done on site.
    </>
  );
}

function Alone({ standing: { state, since_ms, acts_waiting, spool_rows } }: { readonly standing: LocalStandingBody }) {
  const waiting = waitingWords({ acts_waiting, spool_rows });
  return (
    <>
      <span role="alert">
        Local mode: out of contact with the server{since_ms !== null && ` since ${clock(since_ms)}`}.
      </span>{" "}
      {state === "CATCHING_UP" && "It is back, and takes what waits. "}
      {state === "ALONE" && since_ms !== null && <Lasted since={since_ms} />}
      {waiting === null ? "Nothing waits for it." : `Waiting for it: ${waiting}.`}
    </>
  );
}

function Lasted({ since }: { readonly since: number }) {
  return <>For {span((useNow() - since) / 1000)}. </>;
}
