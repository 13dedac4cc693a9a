import { Text } from "@mantine/core";

import type { NodeBody, TransferPreviewBody } from "~/api/schema";
import { Reasons } from "~/features/commands/Reasons";
import classes from "~/pages/nodes/transfers/Transfers.module.css";
import { Stat } from "~/ui/Stat";
import { count } from "~/units/format";

interface Props {
  readonly preview: TransferPreviewBody;
  readonly node: NodeBody;
  readonly filter: string;
}

const NOBODY: ReadonlySet<number> = new Set();

/** Who can go, who cannot and why, and what they wait for. */
export function MovePreview({ preview, node, filter }: Props) {
  return (
    <div aria-live="polite">
      <div className={classes.figures}>
        <Stat label="Can go" value={count(preview.can)} note={`of ${count(preview.selected)}`} />
        {preview.cannot > 0 && <Stat label="Cannot" value={count(preview.cannot)} note="for the reasons below" />}
      </div>
      <Reasons reasons={preview.reasons} selection={{ kind: "matching", filter, except: NOBODY }} />
      <Text size="sm" mt="xs">
        {preview.source_connected
          ? `${node.name} ends what it does with them, and lets them go; then the new owner logs in. Meanwhile no command reaches them.`
          : `${node.name} is out of contact: they wait until it is back, or until you vouch that its host is off.`}
      </Text>
    </div>
  );
}
