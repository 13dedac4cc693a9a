import { IconBan, IconCloudOff, IconCopyOff } from "@tabler/icons-react";

import type { NodeBody } from "~/api/schema";
import { miners } from "~/features/commands/words";
import classes from "~/pages/nodes/NodeNotice.module.css";
import { Age } from "~/ui/Age";
import { Notice } from "~/ui/Notice";

/** What is wrong with a node, since when, and what to do about it. Nothing where all is well. */
export function NodeNotice({ node }: { readonly node: NodeBody }) {
  const { identity } = node;
  if (identity?.standing === "REVOKED") {
    return (
      <div className={classes.notice}>
        <Notice icon={IconBan} tone="unknown" title="Revoked: it is let in no more">
          <p>{`${identity.reason}. Its miners stay its own until they are moved or released, or another host is let in in its place.`}</p>
        </Notice>
      </div>
    );
  }
  if (identity?.standing === "HELD") {
    return (
      <div className={classes.notice}>
        <Notice icon={IconCopyOff} tone="bad" title="Held: it may have been copied">
          <p>{`${identity.reason}. Find out which host is the right one, and switch the other off. Then let it in again, under Actions.`}</p>
        </Notice>
      </div>
    );
  }
  if (node.connected) return null;
  return (
    <div className={classes.notice}>
      <Notice icon={IconCloudOff} tone="bad" title="Out of contact">
        <p>
          {node.out_of_contact_since_ms === null ? (
            "It has not been in contact yet. Start it on its host: headframe node run"
          ) : (
            <>
              {"Last heard "}
              <Age atMs={node.out_of_contact_since_ms} />
              {`. ${node.devices_owned === 0 ? "It" : `Its ${miners(node.devices_owned)} read Unavailable, and it`} goes on trying to connect by itself. Check its host, and its way to this server.`}
            </>
          )}
        </p>
      </Notice>
    </div>
  );
}
