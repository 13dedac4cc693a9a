import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";

import { CodeDialog } from "~/pages/nodes/enrolling/CodeDialog";

/** Begins to let a node in: a code for its host, then its words. */
export function LetIn() {
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
        Enroll a node
      </Button>
      {opened && <CodeDialog onClose={dialog.close} />}
    </>
  );
}
