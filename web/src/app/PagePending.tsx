import { Skeleton, Stack } from "@mantine/core";

/** A page whose code is still coming: quiet, and only shown when it takes a moment. */
export function PagePending() {
  return (
    <Stack gap="md" role="status" aria-label="The page is loading" aria-busy>
      <Skeleton height={24} width={160} mt={6} mb="xs" />
      <Skeleton height={96} radius="md" />
      <Skeleton height={280} radius="md" />
    </Stack>
  );
}
