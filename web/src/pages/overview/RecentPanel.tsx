import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import { useFollow } from "~/live/live";
import type { Wish } from "~/live/socket";
import { folded } from "~/pages/activity/lines";
import { summaryWords, verbLook } from "~/pages/activity/verbs";
import classes from "~/pages/overview/RecentPanel.module.css";
import { Age } from "~/ui/Age";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

const MOST = 7;
const READ = 50; // a batch leaves an entry a miner; they fold into one line
const WISH: Wish = { topics: ["activity", "nodes"] };

/** What people and the system did last. */
export function RecentPanel() {
  useFollow(WISH);
  const { data, error } = useQuery({
    queryKey: [KEYS.activity, "recent"],
    queryFn: ({ signal }) => answer(api.GET("/activity", { params: { query: { limit: READ } }, signal })),
  });
  const lines = folded(data?.entries ?? []);
  return (
    <Panel title="Recent activity" flush actions={<TextLink to="/activity" className={classes.all ?? ""}>All activity</TextLink>}>
      <ProblemAlert error={error} />
      {data?.entries.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          Nothing happened yet.
        </Text>
      )}
      <ul className={classes.list}>
        {lines.slice(0, MOST).map(({ entries: [entry, ...others] }) => {
          const { icon: Icon, words, tone } = verbLook(entry.verb);
          return (
            <li key={entry.id} className={classes.line} data-tone={tone}>
              <Icon size={15} stroke={1.8} aria-label={words} role="img" className={classes.icon} />
              <span className={classes.words}>
                {summaryWords(entry.verb, entry.summary)}
                {others.length > 0 && <b>{` · ${count(others.length + 1)} times`}</b>}
              </span>
              <span className={classes.age}>
                {`${entry.actor.display_name || "Headframe"}, `}
                <Age atMs={entry.at_ms} />
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
