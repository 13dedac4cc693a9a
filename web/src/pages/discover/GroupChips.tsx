import { Chip, Select } from "@mantine/core";

import classes from "~/pages/discover/GroupChips.module.css";
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

/** Which group and which model of the miners is shown; each choice says how many it would show, empty ones are left out. */
export function GroupChips({ total, groups, models, show, model }: Props) {
  const change = useDiscoverChange();
  const known = groups.some((group) => group.key === show);
  return (
    <div className={classes.bar} role="group" aria-label="Which miners are shown">
      <Chip.Group value={known ? (show ?? ALL) : ALL} onChange={(value) => change({ show: value === ALL ? undefined : value })}>
        <div className={classes.chips}>
          <Chip size="xs" value={ALL}>{`All ${count(total)}`}</Chip>
          {groups
            .filter((group) => group.count > 0 || group.key === show)
            .map((group) => (
              <Chip key={group.key} size="xs" value={group.key}>
                {`${group.label} ${count(group.count)}`}
              </Chip>
            ))}
        </div>
      </Chip.Group>
      {(models.length > 1 || model !== undefined) && (
        <Select
          aria-label="Model"
          size="xs"
          className={classes.model ?? ""}
          searchable
          data={[
            { value: ALL, label: "All models" },
            ...withChosen(models, model).map((each) => ({ value: each.model, label: `${each.model} (${count(each.count)})` })),
          ]}
          value={model ?? ALL}
          onChange={(value) => change({ model: value === null || value === ALL ? undefined : value })}
        />
      )}
    </div>
  );
}

function withChosen(models: Props["models"], chosen: string | undefined): Props["models"] {
  if (chosen === undefined || models.some((each) => each.model === chosen)) return models;
  return [...models, { model: chosen, count: 0 }];
}
