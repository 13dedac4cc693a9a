import { Button, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";

import { movedPool, withAnotherPool, type PoolDraft } from "~/features/commands/drafts";
import type { FormProps } from "~/features/commands/forms/formProps";
import { PoolFields } from "~/features/commands/forms/PoolFields";
import { MAX_POOLS } from "~/features/commands/reading";

/** The whole list of pools, in the order in which miners try them. */
export function PoolsForm({ draft, onChange, problems, subject }: FormProps<"UPDATE_POOLS">) {
  const { pools } = draft;
  const most = Math.min(subject?.capabilities.max_pools ?? MAX_POOLS, MAX_POOLS);
  const put = (next: readonly PoolDraft[]) => onChange({ ...draft, pools: next });
  return (
    <Stack gap="sm">
      {pools.map((pool, index) => (
        <PoolFields
          key={pool.key}
          pool={pool}
          position={index}
          of={pools.length}
          urlProblem={problems[`pools/${index}/url`]}
          onChange={(next) => put(pools.map((each) => (each.key === pool.key ? next : each)))}
          onMove={(to) => put(movedPool(pools, index, to))}
          onRemove={() => put(pools.filter((each) => each.key !== pool.key))}
        />
      ))}
      {problems["pools"] && (
        <Text size="sm" c="var(--bad)" role="alert">
          {problems["pools"]}
        </Text>
      )}
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={pools.length >= most}
        onClick={() => put(withAnotherPool(pools))}
      >
        Add a pool
      </Button>
      <Text size="xs" c="dimmed">
        {`This replaces every pool that the miners have. Passwords are never read back: a pool without one here has none then.${subject ? ` This miner takes at most ${most}.` : ""}`}
      </Text>
    </Stack>
  );
}
