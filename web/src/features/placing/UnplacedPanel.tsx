import { Button, Group, Select, Text } from "@mantine/core";
import { IconListNumbers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { SiteBody } from "~/api/schema";
import { both } from "~/domain/filters";
import { FilterInput } from "~/features/filter/FilterInput";
import { OutOfRack } from "~/features/placing/OutOfRack";
import { UnplacedMiner } from "~/features/placing/UnplacedMiner";
import { ORDERS, unplacedIn } from "~/features/placing/unplaced";
import classes from "~/features/placing/UnplacedPanel.module.css";
import type { Arranging } from "~/features/placing/useArranging";
import { Panel } from "~/ui/Panel";
import { ProblemAlert } from "~/ui/ProblemAlert";
import { count } from "~/units/format";

interface Props {
  readonly site: SiteBody;
  readonly arranging: Arranging;
  /** A miner was picked up: lead to the racks, by focus when a key did it. */
  readonly onPicked: (byKey: boolean) => void;
  /** Fill racks with all that are listed. */
  readonly onFill: (filter: string, sort: string) => void;
}

const STEP = 100;
const MOST = 500; // what the server gives at once; the filter finds the others
const REREAD_MS = 15_000;

/** Miners without a slot, to be picked up and put into one. */
export function UnplacedPanel({ site, arranging, onPicked, onFill }: Props) {
  const [own, setOwn] = useState("");
  const [sort, setSort] = useState<string>("ip");
  const [limit, setLimit] = useState(STEP);
  const filter = both(unplacedIn(site), own);
  const { data, error } = useQuery({
    queryKey: [KEYS.devices, "unplaced", filter, sort, limit],
    queryFn: ({ signal }) => answer(api.GET("/devices", { params: { query: { filter, sort, limit } }, signal })),
    refetchInterval: REREAD_MS,
    placeholderData: (old) => old,
  });
  const total = data?.total ?? 0;
  return (
    <Panel title={`Without a slot: ${count(data?.total)}`} flush>
      <div className={classes.controls}>
        <div>
          <FilterInput label="Filter the miners without a slot" value={own} onApply={setOwn} scope={unplacedIn(site)} />
        </div>
        <Group gap="xs" wrap="nowrap">
          <Select aria-label="Order" flex={1} size="xs" data={ORDERS} value={sort} onChange={(value) => setSort(value ?? "ip")} />
          <Button
            size="xs"
            variant="default"
            disabled={total === 0}
            leftSection={<IconListNumbers size={15} aria-hidden />}
            onClick={() => onFill(filter, sort)}
          >
            Fill racks
          </Button>
        </Group>
      </div>
      <OutOfRack arranging={arranging} />
      <ProblemAlert error={error} />
      {data && total === 0 && (
        <Text size="sm" c="dimmed" p="md">
          {own === "" ? "Every miner of this site has a slot." : "No miner without a slot matches this filter."}
        </Text>
      )}
      <ul className={classes.list} aria-label="Miners without a slot">
        {data?.devices.map((device) => (
          <UnplacedMiner key={device.id} device={device} arranging={arranging} onPicked={onPicked} />
        ))}
      </ul>
      {data && data.devices.length < total && (
        <div className={classes.more}>
          <Text size="xs" c="dimmed">{`${count(data.devices.length)} of ${count(total)} shown.`}</Text>
          {limit < MOST ? (
            <Button size="compact-xs" variant="subtle" onClick={() => setLimit(Math.min(limit + STEP, MOST))}>
              Show more
            </Button>
          ) : (
            <Text size="xs" c="dimmed">
              Filter for the others.
            </Text>
          )}
        </div>
      )}
    </Panel>
  );
}
