import { UNKNOWN } from "~/units/format";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A span in its two largest units: "8 s", "3 min", "2 h 5 min", "4 d 2 h". */
export function span(seconds: number | null | undefined): string {
  if (seconds == null) return UNKNOWN;
  const whole = Math.max(Math.round(seconds), 0);
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < DAY) return joined(Math.floor(whole / HOUR), "h", Math.floor((whole % HOUR) / MINUTE), "min");
  return joined(Math.floor(whole / DAY), "d", Math.floor((whole % DAY) / HOUR), "h");
}

function joined(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}

/** How long ago, as people say it: "just now", "8 s ago". */
export function ago(atMs: number | null | undefined, nowMs: number): string {
  if (atMs == null) return "never";
  const seconds = (nowMs - atMs) / 1000;
  return seconds < 1.5 ? "just now" : `${span(seconds)} ago`;
}

let shownIn: string | undefined;

/** The zone of all times that name none; undefined, or one this browser does not know, is the reader's own. */
export function showTimesIn(timeZone: string | undefined): void {
  shownIn = timeZone !== undefined && isKnown(timeZone) ? timeZone : undefined;
}

/** The zone of times that name none: as shown, or the reader's own by its name. */
export function shownZone(): string {
  return shownIn ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** A moment in the reader's zone or a site's, with the zone's name: "27 Nov 14:02:11 CET". */
export function moment(atMs: number | null | undefined, timeZone?: string): string {
  if (atMs == null) return UNKNOWN;
  return formatter(timeZone, true).format(atMs);
}

/** A moment's time alone: "14:02:11". */
export function clock(atMs: number, timeZone?: string): string {
  return formatter(timeZone, false).format(atMs);
}

const FORMATTERS = new Map<string, Intl.DateTimeFormat>();

function formatter(wanted: string | undefined, whole: boolean): Intl.DateTimeFormat {
  const timeZone = wanted ?? shownIn;
  const key = `${timeZone ?? ""}${whole}`;
  let found = FORMATTERS.get(key);
  if (!found) {
    const day = whole ? ({ day: "numeric", month: "short", timeZoneName: "short" } as const) : {};
    found = new Intl.DateTimeFormat("en-GB", {
      ...day,
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      ...(timeZone ? { timeZone } : {}),
    });
    FORMATTERS.set(key, found);
  }
  return found;
}
