import { useQuery } from "@tanstack/react-query";

import type { NodeBody } from "~/api/schema";
import { sitesQuery } from "~/app/scope";
import { exactly } from "~/domain/filters";
import classes from "~/pages/nodes/NodeFacts.module.css";
import { Age } from "~/ui/Age";
import { Stat } from "~/ui/Stat";
import { TextLink } from "~/ui/TextLink";
import { count, UNKNOWN } from "~/units/format";
import { moment } from "~/units/time";

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
      <Stat label="Site" value={site?.name ?? UNKNOWN} note={site ? site.time_zone : "belongs to no site"} />
      <Stat label="Version" value={node.software_version || UNKNOWN} note={`known since ${moment(node.created_at_ms, site?.time_zone)}`} />
    </div>
  );
}
