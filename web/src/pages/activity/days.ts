import { dayOf } from "~/units/zoned";

const DAY_MS = 86_400_000;

/** A day as people call it: "Today", "Yesterday", "Tuesday 3 February 2026". */
export function dayTitle(day: string, nowMs: number, timeZone?: string): string {
  const noon = Date.parse(`${day}T12:00Z`);
  const name = `${WEEKDAY.format(noon)} ${DATE.format(noon)}`;
  if (day === dayOf(nowMs, timeZone)) return `Today, ${name}`;
  if (day === dayBefore(dayOf(nowMs, timeZone))) return `Yesterday, ${name}`;
  return name;
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T12:00Z`) - DAY_MS).toISOString().slice(0, 10);
}

const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
