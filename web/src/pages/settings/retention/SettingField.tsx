import { NumberInput } from "@mantine/core";
import { useId, type ReactNode } from "react";

import { BOUNDS, type Draft, type Values, type Words } from "~/pages/settings/retention/draft";
import classes from "~/pages/settings/retention/SettingsForm.module.css";

/** What the panels of the form are given. */
export interface PanelProps {
  readonly draft: Draft;
  readonly wrong: Words;
  readonly onChange: (part: Partial<Draft>) => void;
}

interface Props extends PanelProps {
  readonly name: keyof Values;
  readonly label: string;
  /** What the number means. */
  readonly children: ReactNode;
}

/** One number with its unit. */
export function SettingField({ name, label, draft, wrong, onChange, children }: Props) {
  const id = useId();
  const { least, most, unit } = BOUNDS[name];
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <NumberInput
        id={id}
        min={least}
        max={most}
        clampBehavior="none"
        allowDecimal={false}
        thousandSeparator=","
        suffix={` ${unit}`}
        error={wrong[name]}
        value={draft[name] ?? ""}
        onChange={(value) => onChange({ [name]: typeof value === "number" ? value : null })}
      />
      <span className={classes.note}>{children}</span>
    </>
  );
}
