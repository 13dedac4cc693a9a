import { Button, Skeleton, Stack } from "@mantine/core";
import { IconDownload, IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";

import { isOnNode } from "~/app/mode";
import { useScope } from "~/app/scope";
import { ActivityFilters } from "~/pages/activity/ActivityFilters";
import { FilterChips } from "~/pages/activity/FilterChips";
import { exportAddress, logQuery } from "~/pages/activity/filters";
import { logOptions } from "~/pages/activity/log";
import { NewEntries } from "~/pages/activity/NewEntries";
import { OpenConflicts } from "~/pages/activity/OpenConflicts";
import { Timeline } from "~/pages/activity/Timeline";
import { useNews } from "~/pages/activity/useNews";
import { EmptyState } from "~/ui/EmptyState";
import { Page } from "~/ui/Page";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** One timeline of who did what to which, newest first. */
export function ActivityPage() {
  const search = useSearch({ from: "/inside/activity" });
  const query = useMemo(() => logQuery(search), [search]);
  const { site } = useScope();
  const log = useInfiniteQuery(logOptions(query));
  const news = useNews(query);
  const entries = useMemo(() => log.data?.pages.flatMap((page) => page.entries) ?? [], [log.data]);
  const filtered = Object.keys(query).length > 0;
  return (
    <Page
      title="Activity"
      aside={site ? `of all sites, in the time of ${site.name}` : undefined}
      actions={
        !isOnNode() && (
          <Button
            component="a"
            href={exportAddress(query)}
            download="activity.csv"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            title="Every entry that matches, however many"
          >
            CSV
          </Button>
        )
      }
    >
      <Stack gap="sm">
        {!isOnNode() && <OpenConflicts timeZone={site?.time_zone} />}
        <ActivityFilters search={search} entries={entries} timeZone={site?.time_zone} />
        <FilterChips search={search} timeZone={site?.time_zone} />
        <ProblemAlert error={log.error} onRetry={() => void log.refetch()} />
        {log.isPending && <Skeleton height={480} radius="md" />}
        {log.data && entries.length === 0 && (
          <EmptyState icon={IconHistory} title={filtered ? "Nothing matches" : "Nothing has happened yet"}>
            {filtered
              ? "No entry fits all of the filters above. Remove one of them."
              : "Each act of a person, a key or a node leaves an entry here: discoveries, commands and their outcomes, changes of access."}
          </EmptyState>
        )}
        <NewEntries count={news.waiting} onShow={news.show} />
        {entries.length > 0 && (
          <Timeline
            pages={log.data?.pages ?? []}
            entries={entries}
            timeZone={site?.time_zone}
            more={log.hasNextPage}
            loading={log.isFetchingNextPage}
            onMore={() => void log.fetchNextPage()}
          />
        )}
      </Stack>
    </Page>
  );
}
