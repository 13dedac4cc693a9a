import { useRef, type FocusEvent, type RefObject } from "react";

import { useKeys } from "~/keys/keys";

const FRAMES = 5;

/** `j` and `k` go from row to row of a virtual list, `x` chooses the row one is at. Gives the list's focus handler. */
export function useRowKeys(
  list: RefObject<HTMLDivElement | null>,
  total: number,
  scrollTo: (index: number) => void,
): (event: FocusEvent<HTMLDivElement>) => void {
  const at = useRef(-1);
  const box = (): HTMLInputElement | null | undefined =>
    list.current?.querySelector<HTMLInputElement>(`[data-index="${at.current}"] input[type="checkbox"]`);
  const focus = (frames: number): void => {
    const found = box();
    if (found) found.focus();
    else if (frames > 0) requestAnimationFrame(() => focus(frames - 1)); // the row comes into the page first
  };
  const go = (by: number): void => {
    if (total === 0) return;
    at.current = Math.min(Math.max(at.current + by, 0), total - 1);
    scrollTo(at.current);
    focus(FRAMES);
  };
  useKeys([
    { keys: "j", does: "Next miner", act: () => go(1) },
    { keys: "k", does: "Previous miner", act: () => go(-1) },
    { keys: "x", does: "Choose this miner", act: () => box()?.click() },
  ]);
  return (event) => {
    const row = event.target.closest<HTMLElement>("[data-index]");
    if (row) at.current = Number(row.dataset["index"]);
  };
}
