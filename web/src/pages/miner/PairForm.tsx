import { Button, Checkbox, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";

import { answer, api } from "~/api/client";
import { Problem } from "~/api/problem";
import type { DeviceBody } from "~/api/schema";
import classes from "~/pages/miner/PairForm.module.css";
import { deviceCommandsQuery } from "~/pages/miner/queries";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { TextLink } from "~/ui/TextLink";

/** Pair one miner, with a login of its own, with its maker's, or with both. */
export function PairForm({ device }: { readonly device: DeviceBody }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [defaults, setDefaults] = useState(true);
  const client = useQueryClient();
  const hasLogin = username !== "" || password !== "";
  const pair = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/pair", {
          params: { header: { "Idempotency-Key": crypto.randomUUID() } },
          body: { selector: { ids: [device.id] }, expected_count: 1, credentials: hasLogin ? [{ username, password }] : [], try_defaults: defaults },
        }),
      ),
    onSuccess: () => {
      setPassword("");
      void client.invalidateQueries({ queryKey: deviceCommandsQuery(device.id).queryKey });
    },
  });
  const problem = pair.error ? Problem.from(pair.error) : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    pair.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        label="User name"
        autoComplete="off"
        value={username}
        error={problem?.at("/credentials/0/username")}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="off"
        value={password}
        error={problem?.at("/credentials/0/password")}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Checkbox label="Try the maker's own logins too" checked={defaults} onChange={(event) => setDefaults(event.currentTarget.checked)} />
      <Button type="submit" loading={pair.isPending} disabled={!hasLogin && !defaults}>
        {device.pairing === "UNPAIRED" ? "Pair" : "Pair again"}
      </Button>
      <div className={classes.whole} aria-live="polite">
        <ProblemAlert error={pair.error} />
        {pair.data && (
          <>
            {"Requested: the node tries the logins now. "}
            <TextLink to="/tasks/$batchId" params={{ batchId: pair.data.batch_id }}>
              See the task
            </TextLink>
          </>
        )}
      </div>
    </form>
  );
}
