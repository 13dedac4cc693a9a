import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";

import { useNow } from "~/live/now";
import { useLink } from "~/live/live";
import { clock, span } from "~/units/time";

/** Says that nothing live comes any more, since when, and that the page goes on trying. */
export function LinkBanner() {
  const { link, since } = useLink();
  const now = useNow();
  if (link !== "lost") return null;
  return (
    <Alert color="orange" variant="light" icon={<IconPlugConnectedX aria-hidden />} mb="md" role="status">
      {`Disconnected since ${clock(since)} (${span((now - since) / 1000)}). What you see is from then; trying to connect again.`}
    </Alert>
  );
}
