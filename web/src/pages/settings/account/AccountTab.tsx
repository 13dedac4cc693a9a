import { useSuspenseQuery } from "@tanstack/react-query";

import { meQuery } from "~/app/session";
import { ROLES } from "~/domain/roles";
import { PasswordForm } from "~/pages/settings/account/PasswordForm";
import classes from "~/pages/settings/Settings.module.css";
import { UNKNOWN } from "~/units/format";
import { moment } from "~/units/time";
import { Panel } from "~/ui/Panel";

/** Who one is here, and the own password. */
export function AccountTab() {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <>
      <Panel title="You">
        <dl className={classes.facts}>
          <dt>Name</dt>
          <dd>{me.name}</dd>
          <dt>Role</dt>
          <dd>{`${ROLES[me.role].label}. ${ROLES[me.role].means}.`}</dd>
          <dt>Signed in until</dt>
          <dd>{me.session_expires_at_ms === null ? UNKNOWN : `${moment(me.session_expires_at_ms)}, longer while you use it`}</dd>
        </dl>
      </Panel>
      <Panel title="Password">
        <PasswordForm name={me.name} />
      </Panel>
    </>
  );
}
