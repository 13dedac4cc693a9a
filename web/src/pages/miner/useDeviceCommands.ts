import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { CommandBody } from "~/api/schema";
import { OPEN_STATES } from "~/domain/commandStates";
import { deviceCommandsQuery } from "~/pages/miner/queries";

/** A miner's commands, newest first, as far as they were read; `open` ones have no outcome yet. */
export function useDeviceCommands(id: number) {
  const query = useInfiniteQuery(deviceCommandsQuery(id));
  const { data } = query;
  const commands = useMemo(() => unique(data?.pages.flatMap((page) => page.commands) ?? []), [data]);
  const open = useMemo(() => commands.filter((command) => OPEN_STATES.includes(command.state)), [commands]);
  return { query, commands, open, total: data?.pages[0]?.total ?? 0 };
}

/** A command that came between two reads stands in both windows. */
function unique(commands: readonly CommandBody[]): CommandBody[] {
  return [...new Map(commands.map((command) => [command.id, command])).values()];
}
