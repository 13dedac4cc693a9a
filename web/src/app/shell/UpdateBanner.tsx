import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";

import { bootstrapQuery } from "~/app/session";
import classes from "~/app/shell/LinkBanner.module.css";

/** The server runs another version than the one this page came from. */
export function UpdateBanner() {
  const { data: bootstrap } = useSuspenseQuery(bootstrapQuery);
  const [mine] = useState(bootstrap.version);
  if (bootstrap.version === mine) return null;
  return (
    <div className={classes.banner} data-tone="calm" role="status">
      <IconRefresh size={18} aria-hidden />
      <p>{`Headframe was updated to ${bootstrap.version}; this page is of ${mine}.`}</p>
      <Button size="compact-xs" variant="default" onClick={() => location.reload()}>
        Reload
      </Button>
    </div>
  );
}
