import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { IconBuildingWarehouse } from "@tabler/icons-react";

import { sitesQuery } from "~/app/scope";
import classes from "~/app/shell/Shell.module.css";

const ALL = "all";
const MANY = 8;

/** Which site every page is about. */
export function SiteSwitcher() {
  const { data: sites } = useQuery(sitesQuery);
  const { site } = useSearch({ from: "__root__" });
  const navigate = useNavigate();
  if (!sites || sites.length === 0) return null;
  const choose = (value: string | null) => {
    const chosen = value === null || value === ALL ? undefined : Number(value);
    void navigate({ to: ".", search: (old) => ({ ...old, site: chosen, building: undefined, rack: undefined }) }); // those of another site
  };
  return (
    <Select
      aria-label="Site"
      className={classes.sites ?? ""}
      size="xs"
      leftSection={<IconBuildingWarehouse size={16} aria-hidden />}
      data={[{ value: ALL, label: "All sites" }, ...sites.map((each) => ({ value: String(each.id), label: each.name }))]}
      searchable={sites.length > MANY}
      nothingFoundMessage="No such site"
      value={site === undefined ? ALL : String(site)}
      onChange={choose}
    />
  );
}
