import { NumberInput, Radio, Stack } from "@mantine/core";

import type { CoolingMode } from "~/api/schema";
import type { FormProps } from "~/features/commands/forms/formProps";

const MODES: readonly { value: CoolingMode; label: string; description: string }[] = [
  { value: "AUTO", label: "Automatic", description: "The miner drives its fans by its temperatures." },
  { value: "MANUAL", label: "Fixed speed", description: "Fans turn at a set speed, whatever the temperature." },
  { value: "IMMERSION", label: "Immersion", description: "Without fans: only for miners in a bath." },
];

/** How fans are driven, and how fast where that is fixed. */
export function CoolingForm({ draft, onChange, problems, subject }: FormProps<"SET_COOLING_MODE">) {
  const takes = subject?.capabilities.cooling_modes ?? [];
  const modes = takes.length > 0 ? MODES.filter((mode) => takes.includes(mode.value)) : MODES;
  return (
    <Stack gap="sm">
      <Radio.Group label="Mode" value={draft.mode} onChange={(mode) => onChange({ ...draft, mode: mode })}>
        <Stack gap="xs" mt="xs">
          {modes.map((mode) => (
            <Radio key={mode.value} {...mode} />
          ))}
        </Stack>
      </Radio.Group>
      {draft.mode === "MANUAL" && (
        <NumberInput
          label="Fan speed"
          description="Of the fans' full speed. Too low a speed overheats miners: they then stop by themselves."
          suffix=" %"
          min={0}
          max={100}
          step={5}
          value={draft.dutyPercent}
          onChange={(dutyPercent) => onChange({ ...draft, dutyPercent })}
          error={problems["dutyPercent"]}
        />
      )}
    </Stack>
  );
}
