import { Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

import type { ActivityBody } from "~/api/schema";
import { useKeys } from "~/keys/keys";
import classes from "~/pages/activity/ActivityFilters.module.css";
import { VERB_GROUPS } from "~/pages/activity/filters";
import { RangeFilter } from "~/pages/activity/RangeFilter";
import type { ActivitySearch } from "~/pages/activity/search";
import { useActivityChange } from "~/pages/activity/useActivityChange";

interface Props {
  readonly search: ActivitySearch;
  /** What is loaded: its actors can be chosen. */
  readonly entries: readonly ActivityBody[];
  readonly timeZone: string | undefined;
}

const ANY = "any";
const SETTLE_MS = 250;

/** What the log is narrowed by. */
export function ActivityFilters({ search, entries, timeZone }: Props) {
  const change = useActivityChange();
  return (
    <div className={classes.filters} role="search" aria-label="Filter the log">
      <TextFilter text={search.text ?? ""} />
      <Select
        aria-label="Kind of entry"
        className={classes.choice ?? ""}
        data={[{ value: ANY, label: "All kinds" }, ...verbChoices(search.verb)]}
        value={search.verb ?? ANY}
        onChange={(value) => change({ verb: value === ANY ? undefined : (value ?? undefined) })}
      />
      <Select
        aria-label="Who"
        className={classes.choice ?? ""}
        data={[{ value: ANY, label: "Everyone" }, ...actorChoices(entries, search.actor)]}
        value={search.actor ?? ANY}
        onChange={(value) => change({ actor: value === ANY ? undefined : (value ?? undefined) })}
      />
      <RangeFilter search={search} timeZone={timeZone} />
    </div>
  );
}

function TextFilter({ text }: { readonly text: string }) {
  const change = useActivityChange();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const [seen, see] = useState(text);
  const [sent, send] = useState<string | null>(null);
  if (seen !== text) {
    see(text);
    if (text === sent) send(null);
    else setTyped(text); // the address was changed by something else than typing: "back", a link
  }
  const settle = useDebouncedCallback((value: string) => {
    const wanted = value.trim();
    if (wanted === text) return;
    send(wanted);
    change({ text: wanted || undefined });
  }, SETTLE_MS);
  useEffect(() => settle.cancel, [settle]);
  useKeys([{ keys: "/", does: "Search the log", act: () => input.current?.focus() }]);
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label="Search in summaries and names"
      placeholder="Search summaries and names"
      leftSection={<IconSearch size={16} aria-hidden />}
      className={classes.text ?? ""}
      maxLength={200}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
    />
  );
}

function verbChoices(chosen: string | undefined): { value: string; label: string }[] {
  const known = chosen === undefined || VERB_GROUPS.some((group) => group.value === chosen);
  return known ? [...VERB_GROUPS] : [...VERB_GROUPS, { value: chosen, label: chosen }];
}

function actorChoices(entries: readonly ActivityBody[], chosen: string | undefined): { value: string; label: string }[] {
  const names = new Map(entries.map(({ actor }) => [actor.id, actor.display_name || actor.id]));
  if (chosen !== undefined && !names.has(chosen)) names.set(chosen, chosen);
  return [...names].map(([value, label]) => ({ value, label })).sort((one, other) => one.label.localeCompare(other.label));
}
