/** The server's clock, as told with its messages: ages are shown by it, not by the browser's. */
let offsetMs = 0;

export function learnServerTime(nowMs: number): void {
  offsetMs = nowMs - Date.now();
}

export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** A moment of the browser's clock, by the server's. */
export function toServerTime(browserMs: number): number {
  return browserMs + offsetMs;
}
