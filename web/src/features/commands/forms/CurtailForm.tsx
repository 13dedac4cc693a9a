import { Radio, Stack } from "@mantine/core";

import type { CurtailmentLevel } from "~/api/schema";
import type { FormProps } from "~/features/commands/forms/formProps";

const LEVELS: readonly { value: CurtailmentLevel; label: string; description: string }[] = [
  { value: "FULL", label: "Full", description: "Hash nothing: the least power." },
  { value: "EFFICIENCY", label: "Efficiency", description: "Hash at the most efficient setting that the miner has." },
];

/** How far power is reduced. */
export function CurtailForm({ draft, onChange, subject }: FormProps<"CURTAIL">) {
  const takes = subject?.capabilities.curtailment_levels;
  return (
    <Radio.Group label="Level" value={draft.level} onChange={(level) => onChange({ ...draft, level: level })}>
      <Stack gap="xs" mt="xs">
        {LEVELS.map((level) => {
          const isMissing = takes !== undefined && !takes.includes(level.value);
          return <Radio key={level.value} {...level} disabled={isMissing} {...(isMissing && { description: "This miner has no such level." })} />;
        })}
      </Stack>
    </Radio.Group>
  );
}
