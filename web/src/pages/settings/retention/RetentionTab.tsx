import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { settingsQuery } from "~/pages/settings/queries";
import { SettingsForm } from "~/pages/settings/retention/SettingsForm";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";

/** How long telemetry is kept, and when silence means loss. */
export function RetentionTab() {
  const { data: settings, error, refetch } = useQuery(settingsQuery);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (settings === undefined) {
    return (
      <Panel title="Retention">
        <Skeleton height={200} />
      </Panel>
    );
  }
  return <SettingsForm settings={settings} />;
}
