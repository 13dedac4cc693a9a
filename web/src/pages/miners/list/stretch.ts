/** Browsers lay out no element higher than 16 to 33 million pixels. */
export const MAX_HEIGHT = 12_000_000;

/**
 * How a list that may be higher than any element is scrolled. Its rows stand in model pixels; the element
 * is at most `MAX_HEIGHT` high, and one pixel of its scrollbar is `ratio` model pixels: 1 while all fits.
 */
export interface Stretch {
  readonly height: number;
  readonly ratio: number;
}

/** The stretch of so many model pixels seen through a view of so many. */
export function stretchOf(modelHeight: number, viewHeight: number): Stretch {
  const height = Math.min(modelHeight, MAX_HEIGHT);
  const isWhole = height === modelHeight || height <= viewHeight;
  return { height, ratio: isWhole ? 1 : (modelHeight - viewHeight) / (height - viewHeight) };
}

/** The model offset that brings a row fully into view, and as little else as possible. */
export function revealing(top: number, rowHeight: number, offset: number, viewHeight: number): number {
  if (top < offset) return top;
  return Math.max(offset, top + rowHeight - viewHeight);
}
