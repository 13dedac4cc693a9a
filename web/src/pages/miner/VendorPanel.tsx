import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";

import { vendorQuery } from "~/pages/miner/queries";
import classes from "~/pages/miner/VendorPanel.module.css";
import { Age } from "~/ui/Age";
import { CopyButton } from "~/ui/CopyButton";
import { JsonTree, type Json } from "~/ui/JsonTree";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** What the miner itself said, word for word but without secrets; asked for when it is opened. */
export function VendorPanel({ deviceId }: { readonly deviceId: number }) {
  const [open, setOpen] = useState(false);
  const { data, error, refetch, isFetching } = useQuery({ ...vendorQuery(deviceId), enabled: open });
  const id = useId();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const opener = (
    <Button variant="default" size="xs" h={32} leftSection={<Chevron size={14} aria-hidden />} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
      {open ? "Close" : "Open"}
    </Button>
  );
  return (
    <Panel title="The miner's own answers" actions={opener}>
      <div id={id}>
        {!open && <span className={classes.about}>What its firmware said when it was last read in full, as its driver passed it on. For looking closer.</span>}
        {open && error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : null}
        {open && !data && isFetching && <Skeleton height={160} />}
        {open && data && (
          <>
            <p className={classes.about}>
              {data.at_ms === null ? "" : "Read "}
              {data.at_ms !== null && <Age atMs={data.at_ms} />}
              {data.at_ms === null ? `Driver ${data.driver}` : ` by the driver ${data.driver}`}
              {data.answers !== null && <CopyButton what="all as JSON" text={() => JSON.stringify(data.answers, null, 2)} />}
            </p>
            {data.answers === null ? <p className={classes.about}>{data.message}</p> : <JsonTree value={data.answers as Json} depth={2} />}
          </>
        )}
      </div>
    </Panel>
  );
}
