import { Radio, Stack, TextInput } from "@mantine/core";

import type { CurtailmentLevel } from "~/api/schema";
import { HoldField } from "~/features/commands/forms/HoldField";
import type { FormProps } from "~/features/commands/forms/formProps";
import { shownZone } from "~/units/time";

const LEVELS: readonly { value: CurtailmentLevel; label: string; description: string }[] = [
  { value: "FULL", label: "Full", description: "Hash nothing: the least power." },
  { value: "EFFICIENCY", label: "Efficiency", description: "Hash at the most efficient setting that the miner has." },
];

/** How far power is reduced, under which name, and until when. */
export function CurtailForm({ draft, onChange, problems, subject }: FormProps<"CURTAIL">) {
  const takes = subject?.capabilities.curtailment_levels;
  return (
    <Stack gap="md">
      <Radio.Group label="Level" value={draft.level} onChange={(level) => onChange({ ...draft, level: level })}>
        <Stack gap="xs" mt="xs">
          {LEVELS.map((level) => {
            const isMissing = takes !== undefined && !takes.includes(level.value);
            return <Radio key={level.value} {...level} disabled={isMissing} {...(isMissing && { description: "This miner has no such level." })} />;
          })}
        </Stack>
      </Radio.Group>
      <HoldField
        description="Each name is a curtailment of its own: the strictest wins, and each is lifted alone."
        hold={draft.hold}
        onChange={(hold) => onChange({ ...draft, hold })}
        problem={problems["hold"]}
      />
      <TextInput
        type="datetime-local"
        label="Ends"
        description={`It then lifts itself, by the time of ${shownZone()}. Empty: it holds until it is lifted.`}
        value={draft.until}
        onChange={(event) => onChange({ ...draft, until: event.currentTarget.value })}
        error={problems["until"]}
      />
    </Stack>
  );
}
