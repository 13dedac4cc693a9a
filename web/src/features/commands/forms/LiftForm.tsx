import { HoldField } from "~/features/commands/forms/HoldField";
import type { FormProps } from "~/features/commands/forms/formProps";

/** Which curtailment ends. */
export function LiftForm({ draft, onChange, problems }: FormProps<"UNCURTAIL">) {
  return (
    <HoldField
      description="The curtailment of this name is lifted; any others stay."
      hold={draft.hold}
      onChange={(hold) => onChange({ ...draft, hold })}
      problem={problems["hold"]}
    />
  );
}
