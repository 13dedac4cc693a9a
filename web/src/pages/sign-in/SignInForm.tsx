import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState, type SubmitEvent } from "react";

import { answer, api } from "~/api/client";
import { signedInAs } from "~/app/session";
import { SignInProblem } from "~/pages/sign-in/SignInProblem";
import { useWait } from "~/pages/sign-in/useWait";
import { span } from "~/units/time";

/** Over a page with a dialog of its own, Escape in this form must not close that dialog. */
const OWN_ESCAPE = { "data-mantine-stop-propagation": "true" };

interface Props {
  /** Who it will be, most likely. */
  readonly name?: string;
  /** After the server said yes. */
  readonly onDone: () => void;
}

/** Name and password. */
export function SignInForm({ name: likely = "", onDone }: Props) {
  const [name, setName] = useState(likely);
  const [password, setPassword] = useState("");
  const passwordInput = useRef<HTMLInputElement>(null);
  const wait = useWait();
  const signIn = useMutation({
    mutationFn: () => answer(api.POST("/sign-in", { body: { name, password } })),
    onSuccess: (me) => {
      signedInAs(me);
      onDone();
    },
    onError: (error) => {
      wait.heed(error);
      passwordInput.current?.select();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wait.seconds === 0 && !signIn.isPending) signIn.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          {...OWN_ESCAPE}
          label="Name"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          autoFocus={likely === ""}
          data-autofocus={likely === "" || undefined}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <PasswordInput
          {...OWN_ESCAPE}
          ref={passwordInput}
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus={likely !== "" || undefined}
          visibilityToggleButtonProps={{ ...OWN_ESCAPE, "aria-label": "Show the password", tabIndex: 0 }}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <SignInProblem error={signIn.error} seconds={wait.seconds} />
        <Button {...OWN_ESCAPE} type="submit" mt="xs" fullWidth loading={signIn.isPending} disabled={wait.seconds > 0}>
          {wait.seconds > 0 ? `Wait ${span(wait.seconds)}` : "Sign in"}
        </Button>
      </Stack>
    </form>
  );
}
