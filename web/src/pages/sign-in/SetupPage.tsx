import { useNavigate } from "@tanstack/react-router";

import { Entrance } from "~/pages/sign-in/Entrance";
import { NoLink } from "~/pages/sign-in/NoLink";
import { SetupForm } from "~/pages/sign-in/SetupForm";
import { dropSetupToken, setupToken } from "~/pages/sign-in/setupToken";

/** Where a one-time link leads: the first password, for the first admin and for everybody invited. */
export function SetupPage() {
  const token = setupToken();
  const navigate = useNavigate();
  const done = () => {
    dropSetupToken();
    void navigate({ to: "/", replace: true });
  };
  return <Entrance title="Set your password">{token === null ? <NoLink /> : <SetupForm key={token} token={token} onDone={done} />}</Entrance>;
}
