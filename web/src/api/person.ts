const FRESH_MS = 60_000;

let touchedAt = 0;

/** Notice that somebody is at the page: a node ends sessions of pages that only refresh themselves. */
export function watchForPerson(): void {
  const touched = () => {
    touchedAt = Date.now();
  };
  for (const event of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(event, touched, { passive: true, capture: true });
}

/** Whether somebody touched the page within the last minute. */
export function isSomebodyThere(): boolean {
  return Date.now() - touchedAt < FRESH_MS;
}
