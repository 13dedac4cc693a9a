import { useQuery } from "@tanstack/react-query";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import { bytesOf, RESOLUTIONS, totalBytes } from "~/pages/settings/retention/disk";
import { whole } from "~/pages/settings/retention/draft";
import { SettingField, type PanelProps } from "~/pages/settings/retention/SettingField";
import classes from "~/pages/settings/retention/SettingsForm.module.css";
import { bytes, count } from "~/units/format";
import { Panel } from "~/ui/Panel";

/** How long each resolution of telemetry is kept, and what that takes. */
export function RetentionPanel(props: PanelProps) {
  const { data: summary } = useQuery({ queryKey: [KEYS.summary], queryFn: () => answer(api.GET("/devices/summary")) });
  const miners = summary?.devices;
  const values = whole(props.draft);
  return (
    <Panel title="Retention of telemetry">
      <div className={classes.fields}>
        {RESOLUTIONS.map((resolution) => {
          const days = props.draft[resolution.key];
          return (
            <SettingField key={resolution.key} {...props} name={resolution.key} label={resolution.label}>
              {`about ${bytes(miners === undefined || days === null ? null : bytesOf(resolution, days, miners))}`}
            </SettingField>
          );
        })}
      </div>
      <p className={classes.sum}>
        Together about <strong>{bytes(miners === undefined || values === null ? null : totalBytes(values, miners))}</strong> of disk for{" "}
        {count(miners)} miners, once all of it is full. <span className={classes.note}>Estimated from the embedded database, at a reading every
        10 s; with PostgreSQL it differs. Charts show the finest resolution that is kept for the time looked at.</span>
      </p>
    </Panel>
  );
}
