import { prefer, usePreferences } from "~/app/preferences";
import { Choice } from "~/pages/settings/appearance/Choice";
import { Panel } from "~/ui/Panel";

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How the pages look in this browser. */
export function AppearanceTab() {
  const { scheme, density, clock } = usePreferences();
  return (
    <Panel title="Appearance">
      <Choice
        name="Colours"
        options={[
          { value: "auto", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
        value={scheme}
        onChange={(value) => prefer({ scheme: value })}
        note="Kept in this browser, like all that stands here."
      />
      <Choice
        name="Density"
        options={[
          { value: "comfortable", label: "Comfortable" },
          { value: "compact", label: "Compact" },
        ]}
        value={density}
        onChange={(value) => prefer({ density: value })}
        note="Compact shows more rows on one screen."
      />
      <Choice
        name="Times"
        options={[
          { value: "mine", label: "My time" },
          { value: "site", label: "The site’s time" },
        ]}
        value={clock}
        onChange={(value) => prefer({ clock: value })}
        note={
          clock === "mine"
            ? `Times are shown in ${ZONE}, the zone of this browser.`
            : `Times are shown in the zone of the site you chose above, or of all sites if they share one; else in ${ZONE}.`
        }
      />
    </Panel>
  );
}
