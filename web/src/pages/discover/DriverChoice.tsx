import { Button, Checkbox, Collapse, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronRight } from "@tabler/icons-react";

import classes from "~/pages/discover/DriverChoice.module.css";

interface Props {
  /** What the node runs. */
  readonly drivers: readonly string[];
  /** Empty: all of them. */
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

/** Which makes to look for: fewer of them scan faster. */
export function DriverChoice({ drivers, chosen, onChange }: Props) {
  const [opened, disclosure] = useDisclosure(chosen.length > 0);
  if (drivers.length < 2) return null;
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        fz="sm"
        px={4}
        aria-expanded={opened}
        onClick={disclosure.toggle}
        leftSection={<IconChevronRight size={14} aria-hidden className={classes.chevron} />}
      >
        {chosen.length === 0 ? "Looks for every make" : `Looks for ${chosen.join(", ")}`}
      </Button>
      <Collapse expanded={opened}>
        <Checkbox.Group
          label="Drivers to try"
          description="None chosen: all. Fewer of them scan faster."
          value={[...chosen]}
          onChange={onChange}
          pt="xs"
        >
          <Stack gap="xs" mt="xs">
            {drivers.map((driver) => (
              <Checkbox key={driver} value={driver} label={driver} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Collapse>
    </div>
  );
}
