import { Button, Code, Select, Stack, Text, Textarea } from "@mantine/core";
import { IconRadar } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type KeyboardEvent, type SyntheticEvent } from "react";

import { Problem } from "~/api/problem";
import { KEYS } from "~/api/queries";
import { DriverChoice } from "~/pages/discover/DriverChoice";
import { startScan } from "~/pages/discover/queries";
import { entries, targetProblem } from "~/pages/discover/targets";
import { useDiscoverChange } from "~/pages/discover/useDiscoverChange";
import { useScanNode } from "~/pages/discover/useScanNode";
import { ProblemAlert } from "~/ui/ProblemAlert";

interface Props {
  readonly typed: string;
  readonly onType: (typed: string) => void;
}

/** Where to look for miners, and by which node. */
export function ScanForm({ typed, onType }: Props) {
  const { nodes, node, choose } = useScanNode();
  const [drivers, setDrivers] = useState<readonly string[]>([]);
  const change = useDiscoverChange();
  const client = useQueryClient();
  const start = useMutation({
    mutationFn: () => startScan({ targets: entries(typed), drivers: [...drivers], node_id: node?.id ?? null }),
    onSuccess: async (scan) => {
      await client.invalidateQueries({ queryKey: [KEYS.discoveries] });
      change({ scan: scan.id, show: undefined, model: undefined });
    },
  });
  const problem = start.error ? Problem.from(start.error) : null;
  const atTargets = targetProblem(problem);
  const ready = entries(typed).length > 0;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (ready && !start.isPending) start.mutate();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Textarea
          label="Addresses"
          description="Private addresses, one entry a line or separated by commas: a block, a range, or a single address."
          placeholder={"10.20.0.0/16\n10.30.0.10-200"}
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          required
          value={typed}
          error={atTargets}
          onChange={(event) => {
            onType(event.currentTarget.value);
            start.reset();
          }}
          onKeyDown={onKeyDown}
        />
        <Text size="xs" c="dimmed">
          <Code>10.20.0.0/24</Code> a block, <Code>10.20.1.5-90</Code> or <Code>10.20.1.5-10.20.3.9</Code> a range.
        </Text>
        {nodes.length > 1 && (
          <Select
            label="Scanned by"
            description="A node finds what its own network reaches."
            data={nodes.map((each) => ({
              value: String(each.id),
              label: each.connected ? each.name : `${each.name} (out of contact)`,
              disabled: !each.connected,
            }))}
            value={node ? String(node.id) : null}
            onChange={(value) => choose(value === null ? null : Number(value))}
          />
        )}
        {node && <DriverChoice drivers={node.plugins.map((plugin) => plugin.driver)} chosen={drivers} onChange={setDrivers} />}
        {atTargets === undefined && <ProblemAlert error={start.error} />}
        <Button type="submit" loading={start.isPending} disabled={!ready} leftSection={<IconRadar size={16} aria-hidden />} title="Ctrl+Enter">
          Scan
        </Button>
      </Stack>
    </form>
  );
}
