import { TextInput } from "@mantine/core";

interface Props {
  readonly description: string;
  readonly hold: string;
  readonly onChange: (hold: string) => void;
  readonly problem: string | undefined;
}

/** The name of a curtailment's hold. */
export function HoldField({ description, hold, onChange, problem }: Props) {
  return (
    <TextInput label="Name" description={description} maxLength={64} value={hold} onChange={(event) => onChange(event.currentTarget.value)} error={problem} />
  );
}
