import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { both } from "~/domain/filters";
import { totalQuery } from "~/features/fleet/queries";
import { filterOf, type Place } from "~/features/placing/places";
import { TextLink } from "~/ui/TextLink";
import { count } from "~/units/format";

/** Miners that stand in none of the places shown: in no site, or in a site but in none of its buildings. */
export function Elsewhere({ within }: { readonly within: Place | null }) {
  const filter = within ? both(filterOf(within), "-building:*") : "-site:*";
  const { data } = useQuery(totalQuery(filter));
  if (!data) return null;
  return (
    <Text size="sm" c="dimmed" mt="md">
      <TextLink to="/miners" search={{ filter }}>{`${count(data)} miners`}</TextLink>
      {within ? " of this site stand in no building." : " belong to no site yet. Open a site and assign them to it, or put them into racks."}
    </Text>
  );
}
