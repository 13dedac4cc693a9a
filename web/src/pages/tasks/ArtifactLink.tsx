import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import type { CommandBody } from "~/api/schema";
import { useCan } from "~/app/session";

/** The file that a command brought home, for whoever may download it. */
export function ArtifactLink({ command: { kind, state, artifact_id: id, device_name: name } }: { readonly command: CommandBody }) {
  const can = useCan();
  if (id === null || kind !== "DOWNLOAD_LOGS" || state !== "SUCCEEDED") return null;
  if (!can("command_devices")) return <>Your role may not download it</>;
  return (
    <Button
      component="a"
      href={`/api/v1/artifacts/${id}/content`}
      download
      variant="default"
      size="compact-md"
      leftSection={<IconDownload size={16} aria-hidden />}
      aria-label={`Download the logs of ${name ?? "this miner"}`}
    >
      Logs
    </Button>
  );
}
