import { Button, Group } from "@mantine/core";

import type { EnrollmentCodeBody } from "~/api/schema";
import { useNow } from "~/live/now";
import { AuthorityFile } from "~/pages/nodes/enrolling/AuthorityFile";
import classes from "~/pages/nodes/enrolling/Enrolling.module.css";
import { CommandLine } from "~/pages/nodes/enrolling/CommandLine";
import { enrollLine } from "~/pages/nodes/enrolling/command";
import { Waiting } from "~/pages/nodes/enrolling/Waiting";
import { span } from "~/units/time";

interface Props {
  readonly code: EnrollmentCodeBody;
  readonly onClose: () => void;
}

/** What to do with a code, step by step; who comes with it appears by itself. */
export function CodeSteps({ code, onClose }: Props) {
  const left = (code.expires_at_ms - useNow()) / 1000;
  return (
    <>
      <ol className={classes.steps}>
        {code.authority_pem !== null && (
          <li>
            <AuthorityFile pem={code.authority_pem} />
          </li>
        )}
        <li>
          <p>{`On the node's host${left > 0 ? `, within ${span(left)}` : ""}:`}</p>
          <CommandLine line={enrollLine(code)} />
          {left <= 0 && <p role="status">The code has ended. Close this, and make another one.</p>}
        </li>
        <li>
          <p>The host shows ten words. Read them off its own console, and paste them here.</p>
          <Waiting />
        </li>
      </ol>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </>
  );
}
