/** Wall-clock times of a time zone, as date and time inputs have them: "2026-02-03T14:05". Without a zone, the reader's. */
export function wallTime(atMs: number, timeZone?: string): string {
  const parts = Object.fromEntries(parter(timeZone).formatToParts(atMs).map(({ type, value }) => [type, value]));
  return `${parts["year"]}-${parts["month"]}-${parts["day"]}T${parts["hour"]}:${parts["minute"]}`;
}

/** A moment's day there: "2026-02-03". */
export function dayOf(atMs: number, timeZone?: string): string {
  return wallTime(atMs, timeZone).slice(0, 10);
}

/** The moment of a wall-clock time, null for what is none. Where clocks are put back, the earlier of the two. */
export function atWallTime(wall: string, timeZone?: string): number | null {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return null;
  const candidates = [offset(asUtc - DAY_MS, timeZone), offset(asUtc + DAY_MS, timeZone)].map((ms) => asUtc - ms);
  const exact = candidates.filter((ms) => wallTime(ms, timeZone) === wall.slice(0, 16));
  return Math.min(...(exact.length > 0 ? exact : candidates));
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function offset(atMs: number, timeZone: string | undefined): number {
  return Date.parse(`${wallTime(atMs, timeZone)}Z`) - Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

const PARTERS = new Map<string, Intl.DateTimeFormat>();

function parter(timeZone: string | undefined): Intl.DateTimeFormat {
  let found = PARTERS.get(timeZone ?? "");
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", {
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      ...(timeZone ? { timeZone } : {}),
    });
    PARTERS.set(timeZone ?? "", found);
  }
  return found;
}
