/** By which key of the filter grammar a list is sorted, and which way. */
export interface Sorting {
  readonly sort: string;
  readonly descending: boolean;
}

/** The order of a list that nobody sorted. */
export const BY_NAME: Sorting = { sort: "name", descending: false };
