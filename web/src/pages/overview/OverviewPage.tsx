import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { useScope } from "~/app/scope";
import { both } from "~/domain/filters";
import { summaryQuery } from "~/features/fleet/queries";
import { AttentionPanel } from "~/pages/overview/AttentionPanel";
import { PAIRED } from "~/pages/overview/figures";
import { FleetCharts } from "~/pages/overview/FleetCharts";
import { Headline } from "~/pages/overview/Headline";
import { NoMiners } from "~/pages/overview/NoMiners";
import classes from "~/pages/overview/Overview.module.css";
import { RecentPanel } from "~/pages/overview/RecentPanel";
import { RunningPanel } from "~/pages/overview/RunningPanel";
import { StatusPanel } from "~/pages/overview/StatusPanel";
import { Age } from "~/ui/Age";
import { Page } from "~/ui/Page";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** The fleet, or one site of it, at a glance: what it does, and what needs somebody. */
export function OverviewPage() {
  const scope = useScope();
  const enabled = !scope.isPending;
  const { data: all, error } = useQuery({ ...summaryQuery(scope.filter), enabled });
  const { data: paired } = useQuery({ ...summaryQuery(both(scope.filter, PAIRED)), enabled });
  const aside = (
    <>
      {scope.site && `${scope.site.name} · `}
      as of {all ? <Age atMs={all.now_ms} /> : "–"}
    </>
  );
  return (
    <Page title="Overview" aside={aside}>
      <div className={classes.page}>
        <ProblemAlert error={error} />
        {(!all || !paired) && !error && <Skeleton height={96} radius="md" />}
        {all?.devices === 0 && <NoMiners site={scope.site} />}
        {all && paired && all.devices > 0 && (
          <>
            <Headline all={all} paired={paired} scope={scope.filter} />
            <div className={classes.columns}>
              <AttentionPanel all={all} paired={paired} scope={scope} />
              <StatusPanel all={all} scope={scope.filter} />
            </div>
            <FleetCharts site={scope.site} />
          </>
        )}
        <div className={classes.halves}>
          <RecentPanel />
          <RunningPanel />
        </div>
      </div>
    </Page>
  );
}
