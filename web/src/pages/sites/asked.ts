import type { Place } from "~/features/placing/places";

/** What somebody is asked in a dialog of the map. */
export type Asked =
  | { readonly kind: "site"; readonly place: Place | null }
  | { readonly kind: "building"; readonly place: Place; readonly isNew: boolean }
  | { readonly kind: "rack"; readonly place: Place; readonly isNew: boolean }
  | { readonly kind: "remove"; readonly place: Place }
  | { readonly kind: "assign"; readonly place: Place }
  | { readonly kind: "fill"; readonly place: Place; readonly filter?: string; readonly sort?: string };
