import { Button, Group, Text } from "@mantine/core";
import { IconBolt, IconBoltOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import { newActKey } from "~/api/idempotency";
import { actOf } from "~/features/commands/acts";
import type { Chosen } from "~/features/commands/chosen";
import { summaryQuery } from "~/features/fleet/queries";
import classes from "~/pages/curtail/CurtailPage.module.css";
import { CurtailStats } from "~/pages/curtail/CurtailStats";
import { Page } from "~/ui/Page";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { count } from "~/units/format";

const CommandDialog = lazy(() => import("~/features/commands/CommandDialog").then((module) => ({ default: module.CommandDialog })));
const CURTAILED = "status:curtailed";

/** Reduce the power of the whole site on demand, and give it back. */
export function CurtailPage() {
  const { data: all, error } = useQuery(summaryQuery(""));
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const total = all?.devices ?? 0;
  const curtailed = all?.by_status.CURTAILED ?? 0;
  const choose = (kind: "CURTAIL" | "UNCURTAIL", filter: string, miners: number) => {
    const act = actOf(kind);
    if (act !== null) setChosen({ act, selection: { kind: "matching", filter, except: new Set() }, count: miners, key: newActKey() });
  };
  return (
    <Page title="Curtail">
      <ProblemAlert error={error} />
      <div className={classes.page}>
        {all && <CurtailStats all={all} />}
        <Panel title="This site">
          <Text size="sm" mb="md">
            A curtailment holds until it is lifted, also over restarts. Each miner goes back to what it did before. Other holds on a miner stay when this one is
            lifted.
          </Text>
          <Group gap="sm">
            <Button color="red" disabled={total === 0} leftSection={<IconBoltOff size={16} aria-hidden />} onClick={() => choose("CURTAIL", "", total)}>
              {`Curtail all ${count(total)} miners`}
            </Button>
            <Button
              variant="default"
              disabled={curtailed === 0}
              leftSection={<IconBolt size={16} aria-hidden />}
              onClick={() => choose("UNCURTAIL", CURTAILED, curtailed)}
            >
              {`Lift the curtailment of ${count(curtailed)}`}
            </Button>
          </Group>
        </Panel>
      </div>
      {chosen && (
        <Suspense fallback={null}>
          <CommandDialog key={chosen.key} chosen={chosen} onClosed={() => setChosen(null)} />
        </Suspense>
      )}
    </Page>
  );
}
