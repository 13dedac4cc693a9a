import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";

import { useCan } from "~/app/session";
import { miners } from "~/features/commands/words";
import classes from "~/features/pairing/ReasonLine.module.css";
import { reasonWords, type Reason } from "~/features/pairing/reasons";
import { TextLink } from "~/ui/TextLink";

interface Props {
  readonly reason: Reason;
  readonly onRetry: () => void;
}

/** A filter holds so many values. */
const MOST_LISTED = 120;

/** Miners that failed for one reason, with what to do, and the way to try them again. */
export function ReasonLine({ reason, onRetry }: Props) {
  const can = useCan();
  const { label, advice } = reasonWords(reason);
  const number = miners(reason.deviceIds.length);
  const listed = reason.deviceIds.length <= MOST_LISTED;
  return (
    <div className={classes.line}>
      <div className={classes.words}>
        <strong>
          {listed ? (
            <TextLink to="/miners" search={{ filter: `id:${reason.deviceIds.join()}` }}>
              {number}
            </TextLink>
          ) : (
            number
          )}{" "}
          {label}
        </strong>
        <span className={classes.advice}>{advice}</span>
      </div>
      {can("pair_devices") && reason.deviceIds.length > 0 && (
        <Button size="compact-md" fz="sm" variant="light" leftSection={<IconKey size={14} aria-hidden />} onClick={onRetry}>
          Try again…
        </Button>
      )}
    </div>
  );
}
