import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import { AUTHORITY_FILE } from "~/pages/nodes/enrolling/command";

/** The server's own certificate authority, to be carried to the node: its host has no other way to know this server. */
export function AuthorityFile({ pem }: { readonly pem: string }) {
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([pem], { type: "application/x-pem-file" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = AUTHORITY_FILE;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <>
      <p>
        {`This server's certificate is by an authority of its own. Carry ${AUTHORITY_FILE} to the node's host, by a way that you trust.`}
      </p>
      <Button variant="default" size="compact-sm" leftSection={<IconDownload size={14} aria-hidden />} onClick={save}>
        {`Save ${AUTHORITY_FILE}`}
      </Button>
    </>
  );
}
