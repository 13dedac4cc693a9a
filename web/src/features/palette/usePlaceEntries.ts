import { useQuery } from "@tanstack/react-query";
import { IconBookmark, IconBuildingWarehouse, IconServer2 } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { ViewBody } from "~/api/schema";
import { ofFleet } from "~/app/mode";
import { sitesQuery } from "~/app/scope";
import type { Entry, EntryGroup } from "~/features/palette/entries";
import { racksQuery } from "~/features/placing/places";

const viewsQuery = { queryKey: [KEYS.views], queryFn: ofFleet(() => answer(api.GET("/views"))), staleTime: 60_000 };

/** What people made: saved views, sites and racks. */
export function usePlaceEntries(): readonly EntryGroup[] {
  const { data: views } = useQuery(viewsQuery);
  const { data: sites } = useQuery(sitesQuery);
  const { data: racks } = useQuery(racksQuery);
  const navigate = useNavigate();
  const toView = (view: ViewBody): Entry => ({
    id: `view ${view.id}`,
    label: view.name,
    detail: view.mine ? "Saved view" : `Saved view of ${view.owner}`,
    icon: IconBookmark,
    act: () => void navigate({ to: "/miners", search: listOf(view) }),
  });
  return [
    { title: "Saved views", entries: (views ?? []).map(toView) },
    {
      title: "Sites",
      entries: (sites ?? []).map((site) => ({
        id: `site ${site.id}`,
        label: site.name,
        detail: "Site",
        icon: IconBuildingWarehouse,
        act: () => void navigate({ to: "/sites", search: { site: site.id } }),
      })),
    },
    {
      title: "Racks",
      entries: (racks ?? []).map((rack) => ({
        id: `rack ${rack.id}`,
        label: rack.name,
        detail: "Rack",
        icon: IconServer2,
        act: () => void navigate({ to: "/sites", search: { building: rack.building_id, rack: rack.id } }),
      })),
    },
  ];
}

function listOf({ id, filter, sort, descending }: ViewBody) {
  return {
    view: id,
    ...(filter === "" ? {} : { filter }),
    ...(sort === "" ? {} : { sort }),
    ...(descending ? { descending } : {}),
  };
}
