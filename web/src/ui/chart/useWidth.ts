import { useResizeObserver } from "@mantine/hooks";

/** Widths are told in such steps, so that dragging a window's edge does not ask the server anew each time. */
const STEP_PX = 100;
const MOST_POINTS = 2_000;

/** A ref for what holds a chart, its width in px (0 before it is known), and how many points that is worth. */
export function useWidth() {
  const [ref, { width }] = useResizeObserver<HTMLDivElement>();
  const points = width === 0 ? null : Math.min(Math.max(Math.floor(width / STEP_PX), 1) * STEP_PX, MOST_POINTS);
  return { ref, width: Math.floor(width), points };
}
