import type { Ref } from "react";

import type { CommandBody } from "~/api/schema";
import { COMMAND_STATES } from "~/domain/commandStates";
import { ArtifactLink } from "~/pages/tasks/ArtifactLink";
import classes from "~/pages/tasks/CommandList.module.css";
import { CommandWords } from "~/pages/tasks/CommandWords";
import { Age } from "~/ui/Age";
import { ToneBadge } from "~/ui/StatusBadge";
import { TextLink } from "~/ui/TextLink";

interface Props {
  readonly ref: Ref<HTMLDivElement>;
  readonly index: number;
  /** Where it stands in the list, in pixels. */
  readonly top: number;
  readonly command: CommandBody | undefined;
}

/** One command: its state, its miner, what went wrong and what to do, and how old that is. */
export function CommandRow({ ref, index, top, command }: Props) {
  const place = { ref, role: "row", "aria-rowindex": index + 1, "data-index": index, className: classes.row, style: { transform: `translateY(${top}px)` } };
  if (command === undefined) {
    return (
      <div {...place} aria-busy>
        <span role="cell" className={classes.ghost} />
      </div>
    );
  }
  const look = COMMAND_STATES[command.state];
  return (
    <div {...place}>
      <span role="cell" className={classes.state}>
        <ToneBadge icon={look.icon} tone={look.tone} label={look.label} title={look.means} />
      </span>
      <span role="rowheader" className={classes.miner}>
        <MinerName command={command} />
      </span>
      <span role="cell" className={classes.words}>
        <CommandWords command={command} />
      </span>
      <span role="cell" className={classes.file}>
        <ArtifactLink command={command} />
      </span>
      <span role="cell" className={classes.when}>
        <Age atMs={command.updated_at_ms} />
      </span>
    </div>
  );
}

function MinerName({ command: { device_id: id, device_name: name, device_address: address, node_id: node } }: { readonly command: CommandBody }) {
  if (id === null) return <>{`Node ${node}`}</>;
  if (name === null) return <>{`Miner #${id}, gone`}</>;
  return (
    <>
      <TextLink to="/miners/$deviceId" params={{ deviceId: id }}>
        {name === "" ? `Miner #${id}` : name}
      </TextLink>
      <div className={classes.quiet}>{address}</div>
    </>
  );
}
