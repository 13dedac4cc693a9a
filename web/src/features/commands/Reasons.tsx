import { Code } from "@mantine/core";
import { Fragment } from "react";

import type { ReasonBody } from "~/api/schema";
import classes from "~/features/commands/Reasons.module.css";
import { reasonFilter } from "~/features/commands/words";
import type { Selection } from "~/features/selection/selection";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

interface Props {
  readonly reasons: readonly ReasonBody[];
  readonly selection: Selection;
}

/** Why some cannot: each reason with its number and some miners by name. Links open beside the dialog. */
export function Reasons({ reasons, selection }: Props) {
  if (reasons.length === 0) return null;
  return (
    <ul className={classes.reasons} aria-label="Why some cannot">
      {reasons.map((reason) => (
        <li key={`${reason.code} ${reason.reason}`} className={classes.reason}>
          <span className={classes.count}>
            <ReasonCount reason={reason} selection={selection} />
          </span>
          <span>
            {`${reason.reason} `}
            <Code>{reason.code}</Code>
            <div className={classes.examples}>
              <Examples reason={reason} />
            </div>
          </span>
        </li>
      ))}
    </ul>
  );
}

function ReasonCount({ reason, selection }: { readonly reason: ReasonBody; readonly selection: Selection }) {
  const filter = reasonFilter(selection, reason);
  if (filter === null) return count(reason.count);
  return (
    <TextLink to="/miners" search={{ filter }} target="_blank" title="Show them in the list, in a new tab">
      {count(reason.count)}
    </TextLink>
  );
}

function Examples({ reason }: { readonly reason: ReasonBody }) {
  return (
    <>
      {reason.examples.map(({ device_id: id, name }, index) => (
        <Fragment key={id}>
          {index > 0 && ", "}
          {reason.code === "not_found" ? (
            `#${id}`
          ) : (
            <TextLink to="/miners/$deviceId" params={{ deviceId: id }} target="_blank">
              {name === "" ? `#${id}` : `${name} #${id}`}
            </TextLink>
          )}
        </Fragment>
      ))}
      {reason.count > reason.examples.length && ", …"}
    </>
  );
}
