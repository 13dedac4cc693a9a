import type { CommandInHand } from "~/features/commands/useCommand";
import { CoolingForm } from "~/features/commands/forms/CoolingForm";
import { CurtailForm } from "~/features/commands/forms/CurtailForm";
import { FirmwareForm } from "~/features/commands/forms/FirmwareForm";
import { LiftForm } from "~/features/commands/forms/LiftForm";
import { LocateForm } from "~/features/commands/forms/LocateForm";
import { PasswordForm } from "~/features/commands/forms/PasswordForm";
import { PoolsForm } from "~/features/commands/forms/PoolsForm";
import { PowerTargetForm } from "~/features/commands/forms/PowerTargetForm";

/** The values of the command in hand; nothing for one that has none. */
export function CommandForm({ command }: { readonly command: CommandInHand }) {
  const { draft, setDraft, subject, reading } = command;
  const common = { onChange: setDraft, problems: reading.problems, subject };
  switch (draft.kind) {
    case "SET_POWER_TARGET":
      return <PowerTargetForm draft={draft} {...common} />;
    case "CURTAIL":
      return <CurtailForm draft={draft} {...common} />;
    case "UNCURTAIL":
      return <LiftForm draft={draft} {...common} />;
    case "UPDATE_POOLS":
      return <PoolsForm draft={draft} {...common} />;
    case "SET_COOLING_MODE":
      return <CoolingForm draft={draft} {...common} />;
    case "BLINK_LED":
      return <LocateForm draft={draft} {...common} />;
    case "UPDATE_PASSWORD":
      return <PasswordForm draft={draft} {...common} />;
    case "UPDATE_FIRMWARE":
      return <FirmwareForm draft={draft} {...common} />;
    default:
      return null;
  }
}
