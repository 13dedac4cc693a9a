/** What the rows can ask for. */
export interface RowActs {
  readonly open: (id: number) => void;
  readonly toggle: (id: number) => void;
  /** Select every row between two places in the list, both among them. */
  readonly extend: (from: number, to: number) => void;
  /** Open the commands of the selection, or of this miner where nothing is selected. */
  readonly command: (id: number | undefined) => void;
}
