import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { safeNext } from "~/app/next";
import { bootstrapQuery } from "~/app/session";
import { Entrance } from "~/pages/sign-in/Entrance";
import { FirstRunHint } from "~/pages/sign-in/FirstRunHint";
import { LocalHint } from "~/pages/sign-in/LocalHint";
import { SignInForm } from "~/pages/sign-in/SignInForm";

/** The way in; afterwards one is where one wanted to go. */
export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" });
  const { data: bootstrap } = useQuery({ ...bootstrapQuery, staleTime: 0 });
  const navigate = useNavigate();
  const enter = () => void navigate({ href: safeNext(next) });
  if (bootstrap?.mode === "node") {
    return (
      <Entrance title="Sign in on site">
        <LocalHint />
        <SignInForm name="admin" onDone={enter} />
      </Entrance>
    );
  }
  return <Entrance title="Sign in">{bootstrap?.setup_needed === true ? <FirstRunHint /> : <SignInForm onDone={enter} />}</Entrance>;
}
