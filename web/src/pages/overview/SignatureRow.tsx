import type { BatchBody } from "~/api/schema";
import { COMMAND_STATES, countIn } from "~/domain/commandStates";
import { SignLine } from "~/features/tasks/SignLine";
import classes from "~/pages/overview/Attention.module.css";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

const { icon: Icon, tone } = COMMAND_STATES.AWAITING_COSIGN;

/** A task that waits for an admin's signature, and what the admin types. */
export function SignatureRow({ batch }: { readonly batch: BatchBody }) {
  const waiting = countIn(batch, ["AWAITING_COSIGN"]);
  return (
    <li className={classes.row} data-tone={tone}>
      <Icon size={18} stroke={1.8} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <TextLink to="/tasks/$batchId" params={{ batchId: batch.id }} className={classes.title ?? ""}>
          {`${batch.title}: ${count(waiting)} ${waiting === 1 ? "command awaits" : "commands await"} a signature`}
        </TextLink>
        <span className={classes.means}>{`Asked for by ${batch.actor.display_name}. An admin signs it, or it expires:`}</span>
        <SignLine batchId={batch.id} />
      </div>
    </li>
  );
}
