/** A ref that focuses what it is on as that appears: what stood there before took the focus with it. */
export function focused(element: HTMLElement | null): void {
  element?.focus();
}
