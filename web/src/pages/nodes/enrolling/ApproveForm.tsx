import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";

import { Problem } from "~/api/problem";
import type { EnrollmentBody } from "~/api/schema";
import { wordsTyped } from "~/pages/nodes/enrolling/command";
import classes from "~/pages/nodes/enrolling/Enrolling.module.css";
import { PlaceSelect } from "~/pages/nodes/enrolling/PlaceSelect";
import { useApprove, useReject } from "~/pages/nodes/enrolling/useDecide";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** Where the words from the node's console are pasted. The server compares them; nobody has to by eye. */
export function ApproveForm({ enrollment }: { readonly enrollment: EnrollmentBody }) {
  const [words, setWords] = useState("");
  const [standsIn, setStandsIn] = useState<number | null>(null);
  const approve = useApprove(enrollment);
  const reject = useReject(enrollment);
  const problem = approve.error ? Problem.from(approve.error) : null;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    approve.mutate({ words: words.trim(), node_id: standsIn });
  };
  return (
    <form onSubmit={submit} autoComplete="off">
      <Stack gap="sm">
        <Textarea
          className={classes.words ?? ""}
          label={`Words on the console of ${enrollment.node_name}`}
          description="Ten words, or the short form below them. They are compared here with the keys that reached this server."
          rows={2}
          maxLength={1000}
          spellCheck={false}
          value={words}
          error={problem?.at("/words")}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        {enrollment.replaces === null && <PlaceSelect name={enrollment.node_name} nodeId={standsIn} onChange={setStandsIn} />}
        <ProblemAlert error={approve.error ?? reject.error} />
        <Group justify="flex-end" gap="sm">
          <span className={classes.dim} aria-live="polite">
            {wordsTyped(words)}
          </span>
          <Button variant="default" loading={reject.isPending} disabled={approve.isPending} onClick={() => reject.mutate()}>
            Turn away
          </Button>
          <Button type="submit" loading={approve.isPending} disabled={words.trim() === "" || reject.isPending}>
            {`Let ${enrollment.node_name} in`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
