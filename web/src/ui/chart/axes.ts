const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Part of the greatest value that a value axis spans at least, so that noise does not look like a storm. */
const LEAST_SPAN = 0.08;
const PADDING = 0.1;

/** What a value axis shows: the values with some air, never below 0 when none is, and from 0 if wanted. */
export function valueRange(low: number | null, high: number | null, fromZero: boolean): [number, number] {
  if (low === null || high === null) return [0, 1];
  const bottom = fromZero ? Math.min(low, 0) : low;
  const least = Math.max(Math.abs(low), Math.abs(high)) * LEAST_SPAN || 1;
  const missing = Math.max(least - (high - bottom), 0) / 2;
  const air = Math.max(high - bottom, least) * PADDING;
  const start = bottom - missing - air;
  return [fromZero || (bottom >= 0 && start < 0) ? Math.min(bottom, 0) : start, high + missing + air];
}

/** Labels of a value axis: one that reads like the one before is left out. */
export function valueLabels(ticks: readonly number[], format: (value: number) => string): string[] {
  const texts = ticks.map(format);
  return texts.map((text, index) => (text === texts[index - 1] ? "" : text));
}

/** Labels of a time axis: as exact as its steps need, with the day where it begins. */
export function timeLabels(ticks: readonly number[], stepMs: number, timeZone?: string): string[] {
  const day = formatter({ day: "numeric", month: "short" }, timeZone);
  if (stepMs >= DAY_MS) return ticks.map((tick) => day.format(tick));
  const exact = stepMs < MINUTE_MS ? ({ second: "2-digit" } as const) : {};
  const clock = formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...exact }, timeZone);
  let last = "";
  return ticks.map((tick) => {
    const today = day.format(tick);
    const text = today === last ? clock.format(tick) : `${clock.format(tick)}\n${today}`;
    last = today;
    return text;
  });
}

function formatter(options: Intl.DateTimeFormatOptions, timeZone?: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", timeZone === undefined ? options : { ...options, timeZone });
}
