import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";

import { sitesQuery } from "~/app/scope";

const ALL = "all";

/** Which site every page is about. */
export function SiteSwitcher() {
  const { data: sites } = useQuery(sitesQuery);
  const { site } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  if (!sites || sites.length === 0) return null;
  return (
    <Select
      aria-label="Site"
      w={180}
      data={[{ value: ALL, label: "All sites" }, ...sites.map((each) => ({ value: String(each.id), label: each.name }))]}
      value={site === undefined ? ALL : String(site)}
      onChange={(value) =>
        void navigate({ to: ".", search: (old) => ({ ...old, site: value === null || value === ALL ? undefined : Number(value) }) })
      }
    />
  );
}
