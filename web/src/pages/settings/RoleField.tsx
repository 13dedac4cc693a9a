import { Radio, Stack } from "@mantine/core";

import type { Role } from "~/api/schema";
import { ROLE_ORDER, ROLES } from "~/domain/roles";

interface Props {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  readonly error?: string | undefined;
}

/** One of the roles, each with what it is for. */
export function RoleField({ value, onChange, error }: Props) {
  return (
    <Radio.Group label="Role" value={value} error={error} onChange={(role) => onChange(role)}>
      <Stack gap="xs" mt={4}>
        {ROLE_ORDER.map((role) => (
          <Radio key={role} size="xs" value={role} label={ROLES[role].label} description={ROLES[role].means} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
