import { NumberInput, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";

import { powerUnits } from "~/features/commands/drafts";
import type { FormProps } from "~/features/commands/forms/formProps";
import { rangeWords } from "~/features/commands/reading";

const UNITS = { watts: "Watts", percent: "Percent", mode: "Named mode" } as const;
type Unit = keyof typeof UNITS;

/** A power target in watts, in percent of the nominal power, or as a mode that miners name. */
export function PowerTargetForm({ draft, onChange, problems, subject }: FormProps<"SET_POWER_TARGET">) {
  const offered = powerUnits(subject?.capabilities);
  const units = offered.length > 0 ? offered : (Object.keys(UNITS) as Unit[]);
  const modes = subject?.capabilities.power_modes ?? [];
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Power target in"
        data={units.map((value) => ({ value, label: UNITS[value] }))}
        value={draft.by}
        onChange={(by) => onChange({ ...draft, by: by, amount: "" })}
      />
      {draft.by !== "mode" && (
        <NumberInput
          key={draft.by}
          data-autofocus
          autoFocus
          label={draft.by === "watts" ? "Power target" : "Power target, of nominal"}
          description={rangeOf(draft.by, subject?.capabilities) || (draft.by === "watts" ? "For each miner" : "100 % is what the miner is made for")}
          suffix={draft.by === "watts" ? " W" : " %"}
          min={0}
          step={draft.by === "watts" ? 50 : 5}
          thousandSeparator=","
          value={draft.amount}
          onChange={(amount) => onChange({ ...draft, amount })}
          error={problems["amount"]}
        />
      )}
      {draft.by === "mode" && modes.length > 0 && (
        <Select label="Mode" data={modes} value={draft.mode === "" ? null : draft.mode} onChange={(mode) => onChange({ ...draft, mode: mode ?? "" })} />
      )}
      {draft.by === "mode" && modes.length === 0 && (
        <TextInput
          label="Mode"
          description="As the miners name it. The preview tells the modes of those that have none of this name."
          maxLength={64}
          value={draft.mode}
          onChange={(event) => onChange({ ...draft, mode: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}

function rangeOf(by: "watts" | "percent", capabilities: NonNullable<FormProps<"SET_POWER_TARGET">["subject"]>["capabilities"] | undefined): string {
  if (capabilities === undefined) return "";
  const words =
    by === "watts"
      ? rangeWords(capabilities.power_target_min_watts, capabilities.power_target_max_watts, "W")
      : rangeWords(capabilities.power_target_min_percent, capabilities.power_target_max_percent, "%");
  return words && `This miner takes ${words}.`;
}
