/**
 * Tasks that this browser saw running, and those that ended since and were not dismissed. Kept in the browser's
 * storage, so that the tray outlives a reload.
 */
export interface Watched {
  readonly open: readonly string[];
  readonly ended: readonly string[];
}

export const NONE_WATCHED: Watched = { open: [], ended: [] };

/** Ended tasks that are kept; older ones are on the page of tasks. */
const MAX_ENDED = 20;
const MAX_WATCHED = 200;

/** With these seen running. What has ended for us already is not seen again. */
export function seen(watched: Watched, ids: readonly string[]): Watched {
  const fresh = ids.filter((id) => !watched.open.includes(id) && !watched.ended.includes(id));
  return fresh.length === 0 ? watched : { ...watched, open: [...fresh, ...watched.open].slice(0, MAX_WATCHED) };
}

/** With one that ended moved over; unchanged when it was not seen running, or was moved before. */
export function settled(watched: Watched, id: string): Watched {
  if (!watched.open.includes(id)) return watched;
  return { open: watched.open.filter((each) => each !== id), ended: [id, ...watched.ended].slice(0, MAX_ENDED) };
}

/** Without these, whatever became of them. */
export function dismissed(watched: Watched, ids: readonly string[]): Watched {
  return {
    open: watched.open.filter((each) => !ids.includes(each)),
    ended: watched.ended.filter((each) => !ids.includes(each)),
  };
}

/** What storage holds, as far as it can be read. */
export function parsed(text: string | null): Watched {
  if (text === null) return NONE_WATCHED;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return NONE_WATCHED;
    return { open: ids(value, "open"), ended: ids(value, "ended") };
  } catch {
    return NONE_WATCHED;
  }
}

function ids(value: object, key: keyof Watched): string[] {
  const found: unknown = (value as Record<string, unknown>)[key];
  return Array.isArray(found) ? found.filter((each) => typeof each === "string") : [];
}
