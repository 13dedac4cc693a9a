import { SettingField, type PanelProps } from "~/pages/settings/retention/SettingField";
import classes from "~/pages/settings/retention/SettingsForm.module.css";
import { Panel } from "~/ui/Panel";

/** When silence means loss. */
export function TimingPanel(props: PanelProps) {
  return (
    <Panel title="Timing">
      <div className={classes.fields}>
        <SettingField {...props} name="offline_after_seconds" label="Miner offline after">
          A miner that does not answer its node for this long counts as offline. Keep it several polls long.
        </SettingField>
        <SettingField {...props} name="node_lost_after_seconds" label="Node lost after">
          When a node is silent for this long, its miners read Unavailable: nobody knows how they are.
        </SettingField>
      </div>
    </Panel>
  );
}
