import type { HostBody } from "~/api/schema";
import { Stat } from "~/ui/Stat";
import { bytes, count, percent } from "~/units/format";
import { ago } from "~/units/time";
import { useNow } from "~/live/now";

/** What a node's process and its host told last, where it forwards that. */
export function HostStats({ host }: { readonly host: HostBody }) {
  const told = ago(host.at_ms, useNow());
  return (
    <>
      <Stat label="CPU" value={percent(host.cpu_ratio)} note={`of one core; load ${host.load_average.toFixed(2)}, ${told}`} />
      <Stat label="Memory" value={bytes(host.rss_bytes)} note={`${count(host.open_files)} open files, ${told}`} />
      <Stat label="Disk free" value={bytes(host.disk_free_bytes)} note={told} />
    </>
  );
}
