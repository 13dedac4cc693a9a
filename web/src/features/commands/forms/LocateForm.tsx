import { Radio, Stack } from "@mantine/core";

import type { FormProps } from "~/features/commands/forms/formProps";

/** The locating light, on or off. */
export function LocateForm({ draft, onChange }: FormProps<"BLINK_LED">) {
  return (
    <Radio.Group label="Light" value={draft.on ? "on" : "off"} onChange={(value) => onChange({ ...draft, on: value === "on" })}>
      <Stack gap="xs" mt="xs">
        <Radio value="on" label="On: blink until it is turned off, or as long as the miner does by itself" />
        <Radio value="off" label="Off" />
      </Stack>
    </Radio.Group>
  );
}
