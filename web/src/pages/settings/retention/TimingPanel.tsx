import { SettingField, type PanelProps } from "~/pages/settings/retention/SettingField";
import classes from "~/pages/settings/retention/SettingsForm.module.css";
import { Panel } from "~/ui/Panel";

/** When silence means loss. */
export function TimingPanel(props: PanelProps) {
  return (
    <Panel title="Timing">
      <div className={classes.fields}>
        <SettingField {...props} name="offline_after_seconds" label="Miner offline after">
          A miner that has not answered its node for so long counts as offline. At least some polls long, or miners flap.
        </SettingField>
        <SettingField {...props} name="node_lost_after_seconds" label="Node lost after">
          When a node is silent for so long, its miners read Unavailable: nobody knows how they are.
        </SettingField>
      </div>
    </Panel>
  );
}
