import { Button, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { signedInAs } from "~/app/session";
import { LinkUsed } from "~/pages/sign-in/LinkUsed";
import { isReady, NewPasswordFields, NO_PASSWORD } from "~/pages/sign-in/NewPasswordFields";
import { SignInProblem } from "~/pages/sign-in/SignInProblem";
import { useWait } from "~/pages/sign-in/useWait";

interface Props {
  readonly token: string;
  /** After the server took the password and signed in. */
  readonly onDone: () => void;
}

/** The password that a one-time link lets somebody set. */
export function SetupForm({ token, onDone }: Props) {
  const [value, setValue] = useState(NO_PASSWORD);
  const wait = useWait();
  const setUp = useMutation({
    mutationFn: () => answer(api.POST("/setup", { body: { token, password: value.password } })),
    onSuccess: (me) => {
      signedInAs(me);
      onDone();
    },
    onError: wait.heed,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (isReady(value)) setUp.mutate();
  };
  const problem = setUp.error === null ? null : Problem.from(setUp.error);
  if (problem?.code === "setup_link_invalid") return <LinkUsed />;
  const atField = problem?.at("/password");
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          It signs you in from now on. The link that brought you here works once.
        </Text>
        <NewPasswordFields focused value={value} onChange={setValue} error={atField} />
        {atField === undefined && <SignInProblem error={problem} seconds={wait.seconds} />}
        <Button type="submit" mt="xs" fullWidth loading={setUp.isPending} disabled={!isReady(value) || wait.seconds > 0}>
          Set the password and sign in
        </Button>
      </Stack>
    </form>
  );
}
