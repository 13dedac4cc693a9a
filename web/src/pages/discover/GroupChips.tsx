import { Chip, Group, Select } from "@mantine/core";

import { useDiscoverChange } from "~/pages/discover/useDiscoverChange";
import { count } from "~/units/format";

interface Props {
  /** Miners of all groups. */
  readonly total: number;
  readonly groups: readonly { readonly key: string; readonly label: string; readonly count: number }[];
  readonly models: readonly { readonly model: string; readonly count: number }[];
  readonly show: string | undefined;
  readonly model: string | undefined;
}

const ALL = "all";

/** Which group and which model of the miners is shown; each choice says how many it would show. */
export function GroupChips({ total, groups, models, show, model }: Props) {
  const change = useDiscoverChange();
  const known = groups.some((group) => group.key === show);
  return (
    <Group gap="xs" p="sm" role="group" aria-label="Which miners are shown">
      <Chip.Group value={known ? (show ?? ALL) : ALL} onChange={(value) => change({ show: value === ALL ? undefined : value })}>
        <Group gap={6}>
          <Chip size="xs" value={ALL}>{`All ${count(total)}`}</Chip>
          {groups.map((group) => (
            <Chip key={group.key} size="xs" value={group.key} disabled={group.count === 0 && group.key !== show}>
              {`${group.label} ${count(group.count)}`}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {(models.length > 1 || model !== undefined) && (
        <Select
          aria-label="Model"
          size="xs"
          w={220}
          searchable
          data={[
            { value: ALL, label: "All models" },
            ...withChosen(models, model).map((each) => ({ value: each.model, label: `${each.model} (${count(each.count)})` })),
          ]}
          value={model ?? ALL}
          onChange={(value) => change({ model: value === null || value === ALL ? undefined : value })}
        />
      )}
    </Group>
  );
}

function withChosen(models: Props["models"], chosen: string | undefined): Props["models"] {
  if (chosen === undefined || models.some((each) => each.model === chosen)) return models;
  return [...models, { model: chosen, count: 0 }];
}
