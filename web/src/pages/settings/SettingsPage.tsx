import { Page } from "~/ui/Page";

/** Settings. */
export function SettingsPage() {
  return <Page title="Settings">{null}</Page>;
}
