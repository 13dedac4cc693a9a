import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import { signedInAs } from "~/app/session";
import classes from "~/pages/settings/Settings.module.css";
import { isReady, NewPasswordFields, NO_PASSWORD } from "~/pages/sign-in/NewPasswordFields";
import { SignInProblem } from "~/pages/sign-in/SignInProblem";
import { useWait } from "~/pages/sign-in/useWait";
import { span } from "~/units/time";

/** Change the own password; needs the present one. */
export function PasswordForm({ name }: { readonly name: string }) {
  const [present, setPresent] = useState("");
  const [wanted, setWanted] = useState(NO_PASSWORD);
  const wait = useWait();
  const change = useMutation({
    mutationFn: () => answer(api.POST("/me/password", { body: { old_password: present, new_password: wanted.password } })),
    onSuccess: (me) => {
      signedInAs(me);
      setPresent("");
      setWanted(NO_PASSWORD);
    },
    onError: wait.heed,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wait.seconds === 0) change.mutate();
  };
  const problem = change.error === null ? null : Problem.from(change.error);
  const isWrong = problem?.code === "sign_in_failed";
  const atNew = problem?.at("/new_password");
  return (
    <form className={classes.form} onSubmit={submit}>
      <Stack gap="sm">
        <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          error={isWrong ? "This is not your present password." : undefined}
          visibilityToggleButtonProps={{ "aria-label": "Show the present password", tabIndex: 0 }}
          value={present}
          onChange={(event) => setPresent(event.target.value)}
        />
        <NewPasswordFields value={wanted} onChange={setWanted} error={atNew} />
        {!isWrong && atNew === undefined && <SignInProblem error={problem} seconds={wait.seconds} />}
        <Group gap="md">
          <Button type="submit" loading={change.isPending} disabled={present === "" || !isReady(wanted) || wait.seconds > 0}>
            {wait.seconds > 0 ? `Wait ${span(wait.seconds)}` : "Change the password"}
          </Button>
          <Text size="sm" role="status">
            {change.isSuccess ? "Changed. Your other sessions have ended." : ""}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
