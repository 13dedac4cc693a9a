import type { DeviceBody, DevicesMessage, DeviceWindow, WindowInput } from "~/api/schema";

/** Rows are read and kept in windows of so many, each aligned to a multiple of it. */
export const WINDOW_ROWS = 100;

/** Rows so near to those in view are read ahead. */
export const NEAR = 40;

/** A list of miners: what it selects, and in which order. */
export interface MinerList {
  readonly filter: string;
  readonly sort: string;
  readonly descending: boolean;
}

/** Rows from `first` up to and with `last`. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** The windows, by their number, that hold a span of rows; the first one where there are none. */
export function windowsOf({ first, last }: Span): number[] {
  const from = Math.floor(Math.max(first, 0) / WINDOW_ROWS);
  const to = Math.floor(Math.max(last, first, 0) / WINDOW_ROWS);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** What to follow so that changes of these adjoining windows are told. */
export function followed(list: MinerList, numbers: readonly number[]): WindowInput {
  const from = numbers[0] ?? 0;
  return { ...list, offset: from * WINDOW_ROWS, limit: Math.max(numbers.length, 1) * WINDOW_ROWS };
}

/** Whether a message is of the window that is followed now, not of one before. */
export function isOf(message: DevicesMessage, window: WindowInput): boolean {
  const of = message.window;
  return (
    of !== null &&
    of.filter === window.filter &&
    of.sort === window.sort &&
    of.descending === window.descending &&
    of.offset === window.offset &&
    of.limit === window.limit
  );
}

/** Rows by id: what a message tells, before what was known. */
export function rowsById(message: DevicesMessage, windows: Iterable<DeviceWindow>): Map<number, DeviceBody> {
  const known = new Map<number, DeviceBody>();
  for (const window of windows) for (const row of window.devices) known.set(row.id, row);
  for (const row of message.devices) known.set(row.id, row);
  return known;
}

/** A window as a message of it tells: order, rows and total. Null where a row is not known. */
export function reordered(offset: number, message: DevicesMessage, rows: ReadonlyMap<number, DeviceBody>): DeviceWindow | null {
  const start = offset - (message.window?.offset ?? 0);
  const devices: DeviceBody[] = [];
  for (const id of message.ids.slice(start, start + WINDOW_ROWS)) {
    const row = rows.get(id);
    if (row === undefined) return null;
    devices.push(row);
  }
  return { offset, total: message.total, now_ms: message.now_ms, devices };
}

/** A window with new values where its rows stand. */
export function inPlace(window: DeviceWindow, message: DevicesMessage, rows: ReadonlyMap<number, DeviceBody>): DeviceWindow {
  return { ...window, total: message.total, now_ms: message.now_ms, devices: window.devices.map((row) => rows.get(row.id) ?? row) };
}

/** Whether rows of a window stand elsewhere now. */
export function moved(before: DeviceWindow, after: DeviceWindow): boolean {
  return before.devices.length !== after.devices.length || before.devices.some((row, index) => row.id !== after.devices[index]?.id);
}
