import { Text } from "@mantine/core";

import type { DeviceBody } from "~/api/schema";
import { both } from "~/domain/filters";
import { filterOf, kindOf, type Place } from "~/features/placing/places";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

/** Miners that stand in the place, but in no slot. */
export function LooseMiners({ place, devices }: { readonly place: Place; readonly devices: readonly DeviceBody[] }) {
  const loose = devices.filter(({ placement }) => placement?.row == null).length;
  if (loose === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      <TextLink to="/miners" search={{ filter: both(filterOf(place), "-slot:*") }}>{`${count(loose)} without a slot`}</TextLink>
      {` in this ${kindOf(place)}`}
    </Text>
  );
}
