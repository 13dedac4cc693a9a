import type { InvitationBody } from "~/api/schema";
import { OneTimeValue } from "~/pages/settings/OneTimeValue";
import { moment } from "~/units/time";

interface Props {
  readonly invitation: InvitationBody;
  readonly onClose: () => void;
}

/** The one-time link to hand over. */
export function SetupLink({ invitation, onClose }: Props) {
  const { name } = invitation.user;
  return (
    <OneTimeValue label="One-time link" value={`${location.origin}/setup#${invitation.setup_token}`} onClose={onClose}>
      <p>
        Give this link to {name}, by a way that others cannot read: whoever opens it first sets the password. It works once, until{" "}
        {moment(invitation.expires_at_ms)}.
      </p>
      <p>It is shown only now. If it gets lost, make a new one.</p>
    </OneTimeValue>
  );
}
