import { Container } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { SignInForm } from "~/pages/sign-in/SignInForm";
import { Page } from "~/ui/Page";

/** The way in; afterwards one is where one wanted to go. */
export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  return (
    <Container size={380} pt="15vh">
      <Page title="Sign in">
        <SignInForm onDone={() => void navigate({ href: next ?? "/" })} />
      </Page>
    </Container>
  );
}
