import { Stack, Text } from "@mantine/core";

import { FilterInput } from "~/features/filter/FilterInput";

interface Props {
  readonly value: string;
  readonly onApply: (filter: string) => void;
  readonly label: string;
}

/** Which miners a form is about. Enter applies the filter; it never sends the form. */
export function MinersFilter({ value, onApply, label }: Props) {
  return (
    <Stack gap={4} onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}>
      <Text size="sm" fw={500}>
        Miners
      </Text>
      <div>
        <FilterInput label={label} value={value} onApply={onApply} />
      </div>
    </Stack>
  );
}
