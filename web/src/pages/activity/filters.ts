import type { paths } from "~/api/schema";
import type { ActivitySearch } from "~/pages/activity/search";

/** The API's parameters for the same entries. */
export type LogQuery = NonNullable<paths["/activity/export.csv"]["get"]["parameters"]["query"]>;

/** The query of the API that the address means. */
export function logQuery(search: ActivitySearch): LogQuery {
  return {
    ...(search.text ? { text: search.text } : {}),
    ...(search.verb ? { verb_prefix: search.verb } : {}),
    ...(search.actor ? { actor_id: search.actor } : {}),
    ...(search.device === undefined ? {} : { device_id: search.device }),
    ...(search.node === undefined ? {} : { node_id: search.node }),
    ...(search.batch ? { batch_id: search.batch } : {}),
    ...(search.from === undefined ? {} : { from_ms: search.from }),
    ...(search.to === undefined ? {} : { to_ms: search.to }),
  };
}

/** Where the complete CSV of these entries is. */
export function exportAddress(query: LogQuery): string {
  const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return `/api/v1/activity/export.csv${parameters.size > 0 ? `?${parameters.toString()}` : ""}`;
}

/** Kinds of entries that one can choose, by the beginning of their verb. */
export const VERB_GROUPS: readonly { readonly value: string; readonly label: string }[] = [
  { value: "batch.", label: "Commands given" },
  { value: "command.", label: "Command outcomes" },
  { value: "command.failed", label: "Failed commands" },
  { value: "conflict.", label: "Conflicts" },
  { value: "device.", label: "Miners: names, ownership" },
  { value: "discovery.", label: "Discovery" },
  { value: "node.", label: "Nodes" },
  { value: "security.", label: "Security" },
  { value: "user.", label: "Users and sign-ins" },
  { value: "api_key.", label: "API keys" },
  { value: "site.", label: "Sites" },
  { value: "building.", label: "Buildings" },
  { value: "rack.", label: "Racks" },
  { value: "group.", label: "Groups" },
  { value: "view.", label: "Saved views" },
  { value: "settings.", label: "Settings" },
];
