import { Button, Checkbox, PasswordInput, TextInput } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";

import { Problem } from "~/api/problem";
import type { DeviceBody } from "~/api/schema";
import { usePair } from "~/features/pairing/usePair";
import classes from "~/pages/miner/PairForm.module.css";
import { PairOutcome } from "~/pages/miner/PairOutcome";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Pair one miner in place, as often as it takes. */
export function PairForm({ device }: { readonly device: DeviceBody }) {
  const [batches, setBatches] = useState<readonly string[]>([]);
  const last = batches.at(-1);
  return (
    <>
      <Fields key={batches.length} device={device} onStarted={(batchId) => setBatches([...batches, batchId])} />
      <p className={classes.requested} aria-live="polite">
        {last !== undefined && <PairOutcome batchId={last} />}
      </p>
    </>
  );
}

interface FieldsProps {
  readonly device: DeviceBody;
  readonly onStarted: (batchId: string) => void;
}

/** One attempt, with a login of its own, with default ones, or with both. */
function Fields({ device, onStarted }: FieldsProps) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [tryDefaults, setTryDefaults] = useState(true);
  const pair = usePair((started) => onStarted(started.batch_id));
  const problem = pair.error ? Problem.from(pair.error) : null;
  const logins = username === "" && password === "" ? [] : [{ username, password }];
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    pair.mutate({ selection: { kind: "ids", ids: new Set([device.id]) }, count: 1, nodeId: null, logins, tryDefaults });
  };
  return (
    <form onSubmit={submit} className={classes.form} autoComplete="off">
      <TextInput
        label="User name"
        placeholder="none"
        autoComplete="off"
        maxLength={128}
        value={username}
        error={problem?.at("/credentials/0/username")}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        autoComplete="new-password"
        maxLength={256}
        value={password}
        error={problem?.at("/credentials/0/password")}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Checkbox label="Try default logins" checked={tryDefaults} onChange={(event) => setTryDefaults(event.currentTarget.checked)} />
      <Button type="submit" loading={pair.isPending} disabled={logins.length === 0 && !tryDefaults}>
        {device.pairing === "UNPAIRED" ? "Pair" : "Pair again"}
      </Button>
      <div className={classes.whole}>
        <ProblemAlert error={pair.error} />
      </div>
    </form>
  );
}
