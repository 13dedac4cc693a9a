import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { IconCpu, IconListSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";

import { answer, api } from "~/api/client";
import { KEYS } from "~/api/queries";
import type { DeviceBody } from "~/api/schema";
import { STATUSES } from "~/domain/statuses";
import { minersMatching, type Entry, type EntryGroup } from "~/features/palette/entries";
import { count } from "~/units/format";

const PAUSE_MS = 150;
const MOST = 8;
const ADDRESS = /^[\d.]+$/u; // by address, so that 10.0.0.1 stands before 10.0.0.10

interface Found {
  readonly group: EntryGroup;
  readonly isPending: boolean;
}

/** Miners that what somebody types finds: by name, address, MAC, serial number, model, or by a filter. */
export function useMinerEntries(typed: string): Found {
  const [settled] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const filter = minersMatching(settled);
  const navigate = useNavigate();
  const { data, isFetching } = useQuery({
    queryKey: [KEYS.devices, "palette", filter],
    queryFn: () => answer(api.GET("/devices", { params: { query: { filter, limit: MOST, ...(ADDRESS.test(settled) ? { sort: "ip" } : {}) } } })),
    enabled: settled !== "",
    placeholderData: keepPreviousData,
    retry: false, // half a filter is no filter yet
  });
  const isPending = typed.trim() !== "" && (isFetching || settled !== typed.trim());
  if (settled === "" || typed.trim() === "" || data === undefined) return { group: { title: "Miners", entries: [] }, isPending };
  const toMiner = (device: DeviceBody): Entry => ({
    id: `miner ${device.id}`,
    label: device.name || device.hostname || device.address,
    detail: [device.model, device.address, STATUSES[device.status].label].filter((each) => each !== "").join(" · "),
    icon: IconCpu,
    act: () => void navigate({ to: "/miners/$deviceId", params: { deviceId: device.id } }),
  });
  const all: Entry = {
    id: "all miners",
    label: `List all ${count(data.total)} that match`,
    detail: filter,
    icon: IconListSearch,
    act: () => void navigate({ to: "/miners", search: { filter } }),
  };
  return { group: { title: "Miners", entries: [...data.devices.map(toMiner), ...(data.total > 1 ? [all] : [])] }, isPending };
}
