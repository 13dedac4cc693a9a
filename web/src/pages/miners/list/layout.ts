import type { CSSProperties } from "react";

import type { Column } from "~/pages/miners/columns/columns";

const CHECK_WIDTH = 36;
const NAME_WIDTH = 176;

/** The variables of the style sheet that say how wide the columns are: at least their width, and alike more. */
export function columnLayout(columns: readonly Column[]): CSSProperties {
  const tracks = [`${CHECK_WIDTH}px`, track(NAME_WIDTH), ...columns.map(({ width }) => track(width))];
  const width = columns.reduce((sum, column) => sum + column.width, CHECK_WIDTH + NAME_WIDTH);
  return { "--columns": tracks.join(" "), "--list-width": `${width}px` } as CSSProperties;
}

function track(width: number): string {
  return `minmax(${width}px, ${width}fr)`;
}
