import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";

import { Problem } from "~/api/problem";
import { KEYS } from "~/api/queries";

const STALE = [KEYS.sites, KEYS.buildings, KEYS.racks, KEYS.devices, KEYS.facet];

/** Write a place. `onSaved` runs after the server confirmed it and the lists were read again. */
export function useSaving<T>(write: () => Promise<T>, onSaved: (saved: T) => void): UseMutationResult<T, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: write,
    onSettled: () => Promise.all(STALE.map((key) => client.invalidateQueries({ queryKey: [key] }))),
    onSuccess: onSaved,
  });
}

/** What is wrong with one field, for its `error`. */
export function wrongWith(error: Error | null, pointer: string): string | undefined {
  return error === null ? undefined : Problem.from(error).at(pointer);
}
