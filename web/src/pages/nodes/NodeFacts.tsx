import { useQuery } from "@tanstack/react-query";

import type { NodeBody } from "~/api/schema";
import { sitesQuery } from "~/app/scope";
import { exactly } from "~/domain/filters";
import { HostStats } from "~/pages/nodes/HostStats";
import classes from "~/pages/nodes/NodeFacts.module.css";
import { Age } from "~/ui/Age";
import { Stat } from "~/ui/Stat";
import { TextLink } from "~/ui/TextLink";
import { bytes, count, UNKNOWN } from "~/units/format";
import { moment } from "~/units/time";

function spoolWords({ spool, connected }: Pick<NodeBody, "spool" | "connected">): string {
  if (spool === null) return "it has not told yet";
  const waits = spool.rows === 0 ? "nothing to upload" : `to upload, ${bytes(spool.size_bytes)}`;
  const lost = spool.samples_dropped === 0 ? "" : `; ${count(spool.samples_dropped)} samples found no room`;
  return `${waits}${lost}${connected ? "" : ", when it was heard last"}`;
}

/** A node's own figures, each with what it means. */
export function NodeFacts({ node }: { readonly node: NodeBody }) {
  const { data: sites } = useQuery(sitesQuery);
  const site = sites?.find((each) => each.id === node.site_id);
  return (
    <div className={classes.facts}>
      <Stat
        label="Last contact"
        value={<Age atMs={node.last_contact_ms} {...(site ? { timeZone: site.time_zone } : {})} />}
        note={moment(node.last_contact_ms, site?.time_zone)}
      />
      <Stat
        label="Miners owned"
        value={
          <TextLink to="/miners" search={{ filter: exactly("node", node.name) }}>
            {count(node.devices_owned)}
          </TextLink>
        }
        note={`ownership version ${count(node.ownership_version)}`}
      />
      <Stat
        label="Newest sample"
        value={node.newest_sample_ms === null ? UNKNOWN : <Age atMs={node.newest_sample_ms} />}
        note={node.newest_sample_ms === null ? "none has arrived yet" : "how far what is shown lies behind"}
      />
      <Stat label="Waits on it" value={count(node.spool?.rows)} note={spoolWords(node)} />
      {node.host && <HostStats host={node.host} />}
      <Stat label="Site" value={site?.name ?? UNKNOWN} note={site ? site.time_zone : "belongs to no site"} />
      <Stat label="Version" value={node.software_version || UNKNOWN} note={`known since ${moment(node.created_at_ms, site?.time_zone)}`} />
    </div>
  );
}
