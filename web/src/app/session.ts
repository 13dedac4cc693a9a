import { queryOptions, useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { answer, api, rememberCsrfToken, whenSignedOut, whenTokenIsStale } from "~/api/client";
import { NOT_SIGNED_IN, Problem } from "~/api/problem";
import { KEYS, queryClient } from "~/api/queries";
import type { Bootstrap, Me, Permission } from "~/api/schema";
import { live, whenInDoubt } from "~/live/live";

/** What this installation is: asked once. */
export const bootstrapQuery = queryOptions({
  queryKey: [KEYS.bootstrap],
  queryFn: (): Promise<Bootstrap> => answer(api.GET("/bootstrap")),
  staleTime: Infinity,
});

/** Who is signed in. Fails with `not_signed_in` when nobody is. */
export const meQuery = queryOptions({
  queryKey: [KEYS.me],
  queryFn: async (): Promise<Me> => {
    const me = await answer(api.GET("/me"));
    begin(me);
    return me;
  },
  staleTime: 60_000,
  retry: false,
});

/** Whether somebody is signed in already. */
export async function isSignedIn(): Promise<boolean> {
  try {
    await queryClient.query({ ...meQuery, staleTime: "static" });
    return true;
  } catch {
    return false;
  }
}

/** Whoever signed in just now, by password or by a set-up link. */
export function signedInAs(me: Me): void {
  begin(me);
  queryClient.setQueryData(meQuery.queryKey, me);
}

/** End the session on the server, and leave: nothing of it stays in this tab. */
export async function signOut(): Promise<void> {
  try {
    await answer(api.POST("/sign-out"));
  } catch (error) {
    if (Problem.from(error).code !== NOT_SIGNED_IN) throw error;
  }
  location.assign("/sign-in");
}

/** What the signed-in person may do; the server checks again. */
export function useCan(): (permission: Permission) => boolean {
  const { data } = useQuery(meQuery);
  return (permission) => data?.permissions.includes(permission) ?? false;
}

/** Whether the session ended under an open page: the page stays, a sign-in comes over it. */
export function useSessionEnded(): boolean {
  return useSyncExternalStore(watch, () => ended);
}

let ended = false;
const watchers = new Set<() => void>();

function watch(act: () => void): () => void {
  watchers.add(act);
  return () => watchers.delete(act);
}

function setEnded(now: boolean): void {
  if (ended === now) return;
  ended = now;
  for (const act of watchers) act();
}

function begin(me: Me): void {
  const before = queryClient.getQueryData(meQuery.queryKey);
  if (before !== undefined && before.user_id !== me.user_id) {
    location.reload(); // nothing that somebody else was shown stays
    return;
  }
  rememberCsrfToken(me.csrf_token);
  setEnded(false);
  live.start();
}

/** The live link or a request was refused: the session may have ended, its role changed, or another tab began a new one. */
function verify(): void {
  if (queryClient.getQueryData(meQuery.queryKey) === undefined) return;
  queryClient.query({ ...meQuery, staleTime: 0 }).catch(() => undefined); // `answer` tells of a session that ended
}

function interrupted(): void {
  if (queryClient.getQueryData(meQuery.queryKey) === undefined) return;
  live.stop();
  setEnded(true);
}

whenSignedOut(interrupted);
whenTokenIsStale(verify);
whenInDoubt(verify);
