import type { RetentionBody } from "~/api/schema";

/**
 * Bytes on disk of what is kept of one miner, measured in the embedded database with simulated miners
 * of three boards: a reading with its components, and one bucket of a rollup.
 */
const READING_BYTES = 360;
const BUCKET_BYTES = 200;
/** Nodes read each miner every 10 s unless they are told otherwise. */
const READINGS_A_DAY = 8_640;

type Kept = Required<RetentionBody>;

/** A resolution that telemetry is kept in, from finest to coarsest. */
export const RESOLUTIONS = [
  { key: "raw_days", label: "Every reading", bytesADay: READING_BYTES * READINGS_A_DAY },
  { key: "five_minutes_days", label: "5 minutes", bytesADay: BUCKET_BYTES * 288 },
  { key: "hour_days", label: "1 hour", bytesADay: BUCKET_BYTES * 24 },
  { key: "day_days", label: "1 day", bytesADay: BUCKET_BYTES },
] as const satisfies readonly { key: keyof RetentionBody; label: string; bytesADay: number }[];

export type Resolution = (typeof RESOLUTIONS)[number];

/** What one resolution comes to, once that many days are full. */
export function bytesOf(resolution: Resolution, days: number, miners: number): number {
  return resolution.bytesADay * days * miners;
}

export function totalBytes(kept: Kept, miners: number): number {
  return RESOLUTIONS.reduce((sum, each) => sum + bytesOf(each, kept[each.key], miners), 0);
}

/** Resolutions of which something older would be deleted. */
export function shortened(before: Kept, after: Kept): readonly Resolution[] {
  return RESOLUTIONS.filter(({ key }) => after[key] < before[key]);
}
